// What HTML cannot do by itself. Every page works without it.

// A menu of <details data-closes> shuts on Escape, on a click elsewhere, and when the focus leaves it.
function shut(menu, withFocus) {
  menu.open = false;
  if (withFocus) menu.querySelector("summary").focus();
}

function openMenus() {
  return document.querySelectorAll("details[data-closes][open]");
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenus().forEach((menu) => shut(menu, menu.contains(document.activeElement)));
});

document.addEventListener("click", (event) => {
  openMenus().forEach((menu) => {
    if (!menu.contains(event.target)) shut(menu, false);
  });
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest("details[data-closes][open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) shut(menu, false);
});

// <button data-opens="id"> shows the dialog with that id; where there is no dialog, a link keeps its address.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (!dialog || !dialog.showModal) return;
  event.preventDefault();
  dialog.showModal();
});

// What is open stays open, and keeps the focus, when htmx renews the part of the page around it: a <details> with an id.
let panels = [];
let focused = "";

document.addEventListener("htmx:beforeSwap", () => {
  panels = [...document.querySelectorAll("details[id]")].map((panel) => [panel.id, panel.open]);
  focused = document.activeElement.id;
});

document.addEventListener("htmx:afterSwap", () => {
  panels.forEach(([id, open]) => {
    const panel = document.getElementById(id);
    if (panel) panel.open = open;
  });
  const lost = document.activeElement === document.body && focused;
  if (lost) document.getElementById(focused)?.focus({ preventScroll: true });
});

// A form is sent once: a second press while the first is on its way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const ends = (event.submitter && event.submitter.formMethod) || form.method;
  if (ends !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
});

window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("form[data-sent]");
  if (form) delete form.dataset.sent;
});

// <form data-guard>: the browser asks before somebody leaves with changes that were not saved.
function isChanged(form) {
  return form.dataset.changed && !form.dataset.sent;
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) form.dataset.changed = "yes";
});

window.addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("form[data-guard]")].some(isChanged)) event.preventDefault();
});
