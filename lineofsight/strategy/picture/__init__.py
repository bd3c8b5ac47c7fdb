"""The picture of a strategy map: texts measured, cards placed, links routed around them. Pure, without Django."""
