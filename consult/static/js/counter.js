// Counts characters while somebody writes. Limits are data-least and data-most on the field; the words stand on the line below it.
{
  const number = new Intl.NumberFormat(document.documentElement.lang || undefined);

  document.querySelectorAll("[data-counter-for]").forEach((line) => {
    const field = document.getElementById(line.dataset.counterFor);
    if (!field) return;
    const least = Number(field.dataset.least);
    const most = Number(field.dataset.most);
    const rule = line.textContent;
    const spoken = document.createElement("span");
    spoken.className = "visually-hidden";
    spoken.setAttribute("role", "status");
    line.after(spoken);
    let waiting;

    function show() {
      const length = [...field.value.trim()].length;
      const over = length > most;
      let text = rule;
      if (over) text = `${line.dataset.over} ${number.format(length - most)}`;
      else if (length && length < least) text = `${line.dataset.missing} ${number.format(least - length)}`;
      else if (length) text = `${line.dataset.left} ${number.format(most - length)}`;
      line.textContent = text;
      line.classList.toggle("is-over", over);
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        if (document.activeElement === field) spoken.textContent = text;
      }, 1500);
    }

    field.addEventListener("input", show);
    if (field.value) show();
  });
}
