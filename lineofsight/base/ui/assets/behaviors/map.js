// The map editor: keys and mouse over cards, links and forms that work without them. Every act is a post of the same form.
import { isTyping, lettersAreOff } from "./typing.js";

const editor = () => document.querySelector("[data-ls-map-editor]");
const svgOf = () => editor()?.querySelector(".ls-map-editable");
const cardsOf = () => [...(svgOf()?.querySelectorAll("[data-ls-card]") ?? [])];
const linkOf = (card) => card.querySelector("a");
const idOf = (card) => card.dataset.lsCard;
const boxOf = (card) => card.querySelector(".ls-m-face").getBoundingClientRect();
const middle = (box) => [box.left + box.width / 2, box.top + box.height / 2];

function chosen() {
  const focused = document.activeElement?.closest?.("[data-ls-card]");
  return focused ?? svgOf()?.querySelector(".ls-m-chosen");
}

async function act(values, undo = false) {
  const form = document.getElementById("ls-map-act");
  const body = new FormData(form);
  for (const [name, value] of Object.entries(values)) body.set(name, value ?? "");
  const address = new URL(form.action);
  if (undo) address.searchParams.set("undo", "1");
  const answer = await fetch(address, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("ls-editor");
  if (!fresh) {
    window.location.reload();
    return;
  }
  editor().replaceWith(document.adoptNode(fresh));
  const told = page.getElementById("ls-messages");
  if (told) document.getElementById("ls-messages").replaceWith(document.adoptNode(told));
  if (answer.redirected) history.replaceState(null, "", answer.url);
  const said = document.querySelector("#ls-editor .ls-undo span, #ls-editor .ls-errors li, #ls-messages > *");
  document.getElementById("ls-said").textContent = said?.textContent ?? "";
  const same = cardsOf().find((card) => idOf(card) === (values.objective ?? values.driver));
  const again = same ?? svgOf()?.querySelector(".ls-m-chosen") ?? cardsOf()[0];
  (again ? linkOf(again) : (document.querySelector("#ls-editor .ls-errors") ?? document.getElementById("main"))).focus();
}

function nearest(from, key) {
  const [x, y] = middle(boxOf(from));
  const level = key === "ArrowLeft" || key === "ArrowRight";
  const way = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
  const found = cardsOf()
    .filter((card) => card !== from)
    .map((card) => [card, ...middle(boxOf(card))])
    .map(([card, cx, cy]) => [card, level ? (cx - x) * way : (cy - y) * way, Math.abs(level ? cy - y : cx - x)])
    .filter(([, ahead, aside]) => ahead > 4 && (!level || aside < 40));
  found.sort((a, b) => a[1] + a[2] * 2 - (b[1] + b[2] * 2));
  return found[0]?.[0];
}

const STEPS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

function onKey(event) {
  if (!editor() || document.querySelector("dialog[open]") || isTyping(event)) return;
  const card = chosen();
  const onMap = document.activeElement?.closest?.(".ls-map-box, [data-ls-card]") || document.activeElement === document.body;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
    act({ act: "undo" }, true);
  } else if (event.key in STEPS && onMap) {
    const mirrored = document.dir === "rtl" && { ArrowLeft: "right", ArrowRight: "left" }[event.key];
    if (event.altKey && card) act({ act: "move", objective: idOf(card), to: mirrored || STEPS[event.key] });
    else if (!event.altKey) linkOf((card && nearest(card, event.key)) ?? card ?? cardsOf()[0])?.focus();
  } else if (event.key === "Delete" && card && onMap) {
    act({ act: "drop", objective: idOf(card) });
  } else if (event.ctrlKey || event.metaKey || event.altKey || lettersAreOff()) {
    return;
  } else if (event.key === "l" && card) {
    const select = document.querySelector("[data-ls-map-link]");
    if (select && svgOf().querySelector(".ls-m-chosen") === card) select.focus();
    else window.location.assign(addressOf(card, "link"));
  } else if (event.key === "n") {
    document.querySelector("[data-ls-map-new]")?.click();
  } else return;
  event.preventDefault();
}

function addressOf(card, focus) {
  const address = new URL(linkOf(card).href.baseVal, window.location.href);
  address.searchParams.set("focus", focus);
  return address;
}

function under(event, skip) {
  return cardsOf().find((card) => {
    const box = boxOf(card);
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    return inside && card !== skip;
  });
}

function placeAt(event, card) {
  const rows = [...svgOf().querySelectorAll("[data-ls-row]")];
  const row = rows.find((each) => {
    const band = each.querySelector(".ls-m-band").getBoundingClientRect();
    return event.clientY >= band.top && event.clientY <= band.bottom;
  });
  if (!row) return null;
  const others = [...row.querySelectorAll("[data-ls-card]")].filter((each) => each !== card);
  const next = others.find((each) => {
    const box = boxOf(each);
    return event.clientY < box.top || (event.clientY <= box.bottom + 12 && event.clientX < box.left + box.width / 2);
  });
  return { act: "place", objective: idOf(card), perspective: row.dataset.lsRow, before: next ? idOf(next) : "" };
}

function draw(kind, attributes) {
  const shape = document.createElementNS("http://www.w3.org/2000/svg", kind);
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
  svgOf().append(shape);
  return shape;
}

function inPicture(event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svgOf().getScreenCTM().inverse());
  return [point.x, point.y];
}

function onDown(event) {
  const card = event.target.closest?.(".ls-map-editable [data-ls-card]");
  if (!card || event.button !== 0) return;
  const isLink = event.target.classList.contains("ls-m-handle");
  const from = inPicture(event);
  let shape = null;
  const move = (next) => {
    const [x, y] = inPicture(next);
    if (!shape && Math.hypot(x - from[0], y - from[1]) < 6) return;
    if (isLink) {
      shape ??= draw("line", { class: "ls-m-pulled", x1: from[0], y1: from[1] });
      shape.setAttribute("x2", x);
      shape.setAttribute("y2", y);
      for (const each of cardsOf()) each.classList.toggle("ls-m-target", each === under(next, card));
    } else {
      const face = card.querySelector(".ls-m-face");
      const size = { width: face.getAttribute("width"), height: face.getAttribute("height") };
      shape ??= draw("rect", { class: "ls-m-ghost", rx: 7, ...size });
      shape.setAttribute("x", x - size.width / 2);
      shape.setAttribute("y", y - size.height / 2);
    }
    next.preventDefault();
  };
  const end = (last) => {
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", end);
    if (!shape) return;
    shape.remove();
    document.addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
    const target = under(last, card);
    if (isLink && target) act({ act: "link", driver: idOf(card), outcome: idOf(target) });
    else if (!isLink) {
      const wanted = placeAt(last, card);
      if (wanted) act(wanted);
    }
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", end);
}

export function map() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("pointerdown", onDown);
  document.addEventListener("dragstart", (event) => event.target.closest?.(".ls-map-editable") && event.preventDefault());
}
