// Entry of ls.js: small named behaviors over markup that works without them.
import { appearance } from "./behaviors/appearance.js";
import { find } from "./behaviors/find.js";
import { focus } from "./behaviors/focus.js";
import { fold } from "./behaviors/fold.js";
import { keys } from "./behaviors/keys.js";
import { map } from "./behaviors/map.js";
import { menus } from "./behaviors/menus.js";
import { scroll } from "./behaviors/scroll.js";
import { undo } from "./behaviors/undo.js";
import { why } from "./behaviors/why.js";

for (const behavior of [appearance, find, focus, fold, keys, map, menus, scroll, undo, why]) behavior();
