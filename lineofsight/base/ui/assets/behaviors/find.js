// The command menu: the search link opens a dialog with the same field; arrows walk through what was found.
export function find() {
  const dialog = document.getElementById("ls-find");
  if (!dialog) return;
  const field = dialog.querySelector("input[type=search]");

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-ls-find-close]") || event.target === dialog) dialog.close();
    if (!event.target.closest("[data-ls-find]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!dialog.open) dialog.showModal();
    field.select();
    field.dispatchEvent(new Event("ls-open"));
  });

  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...dialog.querySelectorAll(".ls-found a")];
    if (event.key === "Enter" && event.target === field && links.length > 0 && field.value) {
      event.preventDefault();
      links[0].click();
    }
    if (!step || links.length === 0) return;
    event.preventDefault();
    const next = links.indexOf(document.activeElement) + step;
    if (next < 0) field.focus();
    else links[Math.min(next, links.length - 1)].focus();
  });
}
