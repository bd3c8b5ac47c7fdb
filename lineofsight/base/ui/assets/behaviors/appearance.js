// Theme, row height and letter keys: seen at once, kept by posting the same form that works without JavaScript.
export function appearance() {
  for (const form of document.querySelectorAll("[data-ls-appearance]")) {
    form.querySelector("[data-ls-save]").hidden = true;
    form.addEventListener("change", () => {
      const chosen = new FormData(form);
      const root = document.documentElement;
      root.dataset.theme = chosen.get("theme");
      root.dataset.density = chosen.get("density");
      root.dataset.keys = chosen.get("keys") ?? "off";
      fetch(form.action, { method: "POST", body: new URLSearchParams(chosen), redirect: "manual" });
    });
  }
}
