// Keeps what is being written in this browser, so that a dead battery costs nothing.
// <form data-draft="proposal-new"> saves; an element with data-draft-done="proposal-new" on the page that follows forgets;
// an element with data-draft-status in the form says so, with the words in its data-saved and data-restored.
{
  const PREFIX = "draft:";
  const WEEK = 7 * 24 * 3600 * 1000;
  const store = safeStore();

  function safeStore() {
    try {
      localStorage.setItem(PREFIX, "");
      localStorage.removeItem(PREFIX);
      return localStorage;
    } catch {
      return null;
    }
  }

  const kept = (field) =>
    field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type) && !field.closest("[data-draft-skip]");
  const ticked = (field) => field.type === "checkbox" || field.type === "radio";
  const fieldsOf = (form) => [...form.elements].filter(kept);

  function read(key) {
    try {
      const draft = JSON.parse(store.getItem(PREFIX + key));
      return draft && Date.now() - draft.at < WEEK ? draft.values : null;
    } catch {
      return null;
    }
  }

  function collect(form) {
    const values = {};
    for (const field of fieldsOf(form)) {
      if (ticked(field)) {
        if (field.checked) (values[field.name] ??= []).push(field.value);
      } else if (field.value) values[field.name] = [field.value];
    }
    return values;
  }

  // Only an untouched form is filled: what the server sent back is newer than what lies here.
  function restore(form, values) {
    const texts = fieldsOf(form).filter((field) => !ticked(field) && field.tagName !== "SELECT");
    if (texts.some((field) => field.value)) return false;
    for (const field of fieldsOf(form)) {
      const saved = values[field.name];
      if (ticked(field)) field.checked = Boolean(saved?.includes(field.value));
      else if (saved) field.value = saved[0];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    return true;
  }

  function watch(form) {
    const key = form.dataset.draft;
    const status = form.querySelector("[data-draft-status]");
    const say = (word) => {
      if (status?.dataset[word]) status.textContent = status.dataset[word];
    };
    const saved = read(key);
    if (saved && restore(form, saved)) say("restored");
    let waiting;
    form.addEventListener("input", (event) => {
      if (!event.isTrusted) return;
      // every few seconds while somebody writes, not only once they pause
      waiting ??= setTimeout(() => {
        waiting = undefined;
        try {
          store.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), values: collect(form) }));
          say("saved");
        } catch {
          // A full or forbidden store is no reason to disturb somebody who writes.
        }
      }, 1500);
    });
  }

  if (store) {
    document.querySelectorAll("[data-draft-done]").forEach((mark) => store.removeItem(PREFIX + mark.dataset.draftDone));
    document.querySelectorAll("form[data-draft]").forEach(watch);
    document.querySelectorAll("form[data-forget-drafts]").forEach((form) =>
      form.addEventListener("submit", () =>
        Object.keys(store)
          .filter((key) => key.startsWith(PREFIX))
          .forEach((key) => store.removeItem(key))
      )
    );
  }
}
