// The keyboard: ? why or help, / filter, g and a letter for a place, j k rows, Ctrl K find, Escape closes.
import { closeMenu } from "./menus.js";
import { isTyping, lettersAreOff } from "./typing.js";
import { closeWhy } from "./why.js";

let afterG = 0;

function moveRow(step) {
  const rows = [...document.querySelectorAll("main .ls-table tbody tr")].filter((row) => row.querySelector("a, button"));
  if (rows.length === 0) return;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
  next.querySelector("a, button").focus();
}

function letter(key) {
  if (afterG && Date.now() - afterG < 1500) {
    afterG = 0;
    const place = [...document.querySelectorAll("[data-ls-go]")].find((link) => link.dataset.lsGo === key);
    if (place) {
      place.click();
      return true;
    }
  }
  if (key === "g") afterG = Date.now();
  else if (key === "/") document.querySelector("[data-ls-filter]")?.focus();
  else if (key === "j") moveRow(1);
  else if (key === "k") moveRow(-1);
  else if (key === "?") {
    const mark = document.activeElement?.closest?.("[data-ls-why]");
    if (mark) mark.click();
    else document.getElementById("ls-keys")?.showModal();
  } else return false;
  return true;
}

export function keys() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (document.querySelector("dialog[open]")) return;
      if (closeMenu() || closeWhy()) event.preventDefault();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      const find = document.querySelector("[data-ls-find]");
      if (find) {
        event.preventDefault();
        find.click();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || lettersAreOff()) return;
    if (letter(event.key)) event.preventDefault();
  });
}
