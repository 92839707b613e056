// Works out the SHA-256 of a file of one's own in the browser; the file is never sent (its field has no name).
// <div data-digest-for="field" data-done="…" hidden> holds a file field and a [role=status].
if (window.crypto?.subtle) {
  document.querySelectorAll("[data-digest-for]").forEach((place) => {
    const field = document.getElementById(place.dataset.digestFor);
    const file = place.querySelector("input[type=file]");
    const status = place.querySelector("[role=status]");
    place.hidden = false;
    file.addEventListener("change", async () => {
      if (!file.files.length) return;
      const digest = await crypto.subtle.digest("SHA-256", await file.files[0].arrayBuffer());
      field.value = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      status.textContent = place.dataset.done;
    });
  });
}
