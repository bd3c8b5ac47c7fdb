// Menus are <details>. With JavaScript they also close on Escape (focus goes back) and on a click elsewhere.
const OPEN = "[data-ls-menu][open]";

export function menus() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(OPEN)) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
}

export function closeMenu() {
  const menu = document.querySelector(OPEN);
  if (!menu) return false;
  menu.open = false;
  menu.querySelector("summary").focus();
  return true;
}
