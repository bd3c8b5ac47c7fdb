// Whether a key belongs to a text field, so that single letters never fire while someone types.
export function isTyping(event) {
  const target = event.target;
  return (
    target.isContentEditable ||
    target.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])")
  );
}

export function lettersAreOff() {
  return document.documentElement.dataset.keys === "off";
}
