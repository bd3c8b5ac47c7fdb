// Why? opens beside the page. Each mark is a plain link to `?why=…`; the answer to it holds `.ls-panel` somewhere,
// as a full page or (asked with HX-Target: ls-side) as the panel alone. Address and back button stay true.
const SIDE = "ls-side";
let opener = null;

// A link inside a drawing keeps its address as an object.
const addressOf = (link) => new URL(link.href.baseVal ?? link.href, window.location.href);

async function show(address) {
  const side = document.getElementById(SIDE);
  const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Target": SIDE } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const panel = page.querySelector(".ls-panel");
  if (!answer.ok || answer.redirected || !panel) {
    window.location.assign(address);
    return;
  }
  side.replaceChildren(document.adoptNode(panel));
  window.htmx?.process(side);
  mark(address);
  panel.tabIndex = -1;
  panel.focus({ preventScroll: true });
}

function mark(address) {
  const asked = new URL(address, window.location.href).searchParams.get("why");
  for (const link of document.querySelectorAll("[data-ls-why]")) {
    link.setAttribute("aria-expanded", String(asked !== null && addressOf(link).searchParams.get("why") === asked));
  }
}

function clear() {
  document.getElementById(SIDE)?.replaceChildren();
  mark(window.location.pathname);
}

export function closeWhy() {
  const panel = document.querySelector(`#${SIDE} .ls-panel`);
  if (!panel) return false;
  const address = new URL(window.location.href);
  const asked = address.searchParams.get("why");
  address.searchParams.delete("why");
  history.pushState({ lsWhy: null }, "", address);
  clear();
  const links = [...document.querySelectorAll("[data-ls-why]")];
  const back = opener?.isConnected ? opener : links.find((link) => addressOf(link).searchParams.get("why") === asked);
  (back ?? document.getElementById("main")).focus();
  return true;
}

export function why() {
  document.addEventListener("click", (event) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (event.target.closest("[data-ls-why-close]")) {
      if (closeWhy()) event.preventDefault();
      return;
    }
    const link = event.target.closest("[data-ls-why]");
    if (!link || !document.getElementById(SIDE)) return;
    event.preventDefault();
    if (link.getAttribute("aria-expanded") === "true") {
      closeWhy();
      return;
    }
    if (!link.closest(".ls-panel")) opener = link;
    const address = addressOf(link);
    const here = new URL(window.location.href);
    if (address.pathname === here.pathname) history.pushState({ lsWhy: address.href }, "", address);
    show(address.href);
  });
  window.addEventListener("popstate", (event) => {
    if (!event.state || !("lsWhy" in event.state)) {
      if (new URL(window.location.href).searchParams.has("why")) show(window.location.href);
      else clear();
      return;
    }
    if (event.state.lsWhy) show(event.state.lsWhy);
    else clear();
  });
}
