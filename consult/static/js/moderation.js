// The moderators' room. Single keys press what carries data-key, or the button inside data-key-inside; j and k walk the list, x ticks.
// They rest while somebody writes and can be switched off for good. Choosing a rule puts its wording into fields that are empty or hold another wording.
{
  const dialog = document.getElementById("keys");
  const WRITING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
  const NAME = "moderation-keys";

  function remembered() {
    try {
      return localStorage.getItem(NAME) !== "off";
    } catch {
      return true;
    }
  }

  function remember(on) {
    try {
      localStorage.setItem(NAME, on ? "on" : "off");
    } catch {
      // A forbidden store: the choice holds for this page only.
    }
  }

  function walk(step) {
    const links = [...document.querySelectorAll("[data-entry] .card-link")];
    const here = links.indexOf(document.activeElement.closest("[data-entry]")?.querySelector(".card-link"));
    links[here < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
  }

  const own = {
    j: () => walk(1),
    k: () => walk(-1),
    x: () => document.activeElement.closest("[data-entry]")?.querySelector("[type=checkbox]")?.click(),
    d: () => document.querySelector("#decide [name=kind]:checked, #decide [name=kind][type=radio]")?.focus(),
    "?": () => dialog.showModal(),
  };

  if (dialog?.showModal) {
    const box = dialog.querySelector("[data-keys-on]");
    const opener = document.querySelector("[data-keys-open]");
    opener.hidden = false;
    box.checked = remembered();
    box.addEventListener("change", () => remember(box.checked));
    opener.addEventListener("click", () => dialog.showModal());
    dialog.querySelector("[data-keys-close]").addEventListener("click", () => dialog.close());
    document.addEventListener("keydown", (event) => {
      const elsewhere = event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.closest(WRITING);
      if (!box.checked || dialog.open || elsewhere || !/^[a-z?]$/.test(event.key)) return;
      const marked = document.querySelector(`[data-key="${event.key}"], [data-key-inside="${event.key}"] button`);
      if (!own[event.key] && !marked) return;
      event.preventDefault();
      (own[event.key] ?? (() => marked.click()))();
    });
  }

  const form = document.querySelector("form[data-wordings]");
  if (form) {
    const wordings = JSON.parse(form.dataset.wordings);
    const stored = new Set(Object.values(wordings).flatMap((part) => Object.values(part).flat()));
    const RULED = ["return", "label", "hide", "remove", "suspend"];
    const unclear = form.querySelector("select[name=ground] option[value=unclear]");
    form.querySelector("[data-wordings-button]").remove();
    const value = (name) => form.querySelector(`[name="${name}"]:checked, select[name="${name}"]`)?.value ?? "";

    function fitting() {
      const kind = value("kind");
      const rule = RULED.includes(kind) && ((kind === "hide" && wordings.name?.[value("ground")]) || wordings.ground[value("ground")]);
      return (kind === "label" && wordings.label[value("label")]) || wordings.kind[kind] || rule || ["", ""];
    }

    function fill(name, text) {
      const field = form.elements[name];
      const own = field.value.trim();
      if (own === text || (own && !stored.has(own))) return;
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }

    function follow() {
      const kind = value("kind");
      form.querySelectorAll("[data-lang-dismiss]").forEach((field) => {
        field.lang = kind === "dismiss" ? field.dataset.langDismiss : field.dataset.langAuthor;
      });
      if (!unclear) return;
      unclear.hidden = unclear.disabled = kind !== "return";
      if (unclear.disabled && unclear.selected) form.elements.ground.value = "";
    }

    function show() {
      form.querySelectorAll("[data-shows]").forEach((place) => {
        const field = form.querySelector(`[name="${place.dataset.shows}"]:checked`) ?? form.querySelector(`:not([type=radio])[name="${place.dataset.shows}"]`);
        const words = field?.type === "radio" ? field.labels[0].textContent : field?.tagName === "SELECT" ? field.value && field.selectedOptions[0].text : field?.value;
        place.textContent = words || place.dataset.nothing;
      });
    }

    form.addEventListener("change", (event) => {
      follow();
      if (["kind", "ground", "label"].includes(event.target.name)) ["facts", "reason"].forEach((name, at) => fill(name, fitting()[at]));
    });
    form.addEventListener("change", show);
    form.addEventListener("input", show);
    follow();
    show();
  }
}
