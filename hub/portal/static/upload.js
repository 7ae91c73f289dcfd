// Sends the chosen file as it is, as the body of one request: a form would be kept in clear on the way.
"use strict";
(() => {
  const form = document.getElementById("upload");
  if (!form) return;
  const part = (name) => document.getElementById(name);
  const file = part("file"), send = part("send"), progress = part("progress"), told = part("told");
  send.disabled = false;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!file.files.length) return;
    send.disabled = true;
    progress.hidden = false;
    told.textContent = "Sending …";
    const request = new XMLHttpRequest();
    request.open("POST", form.dataset.address);
    request.responseType = "json";
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Idempotency-Key", form.dataset.key);
    request.setRequestHeader(form.dataset.header, form.dataset.token);
    if (part("format").value) request.setRequestHeader("Hub-Format", part("format").value);
    if (part("trial").checked) request.setRequestHeader("Hub-Dry-Run", "true");
    if (part("replaces") && part("replaces").value) request.setRequestHeader("Hub-Replaces", part("replaces").value);
    request.upload.addEventListener("progress", (sent) => {
      if (!sent.lengthComputable) return;
      progress.value = Math.floor((100 * sent.loaded) / sent.total);
      told.textContent = `Sent ${progress.value} %`;
    });
    request.addEventListener("load", () => {
      if (request.status === 202 && request.response) {
        window.location.assign(form.dataset.follow.replace("ID", encodeURIComponent(request.response.id)));
        return;
      }
      failed((request.response && request.response.title) || "The hub did not take the file.");
    });
    request.addEventListener("error", () => failed("The connection broke. Try again: the same file is never taken in twice."));
    request.send(file.files[0]);
  });

  // A key stands for one file: another file is another request.
  file.addEventListener("change", () => { form.dataset.key = crypto.randomUUID ? crypto.randomUUID() : `${form.dataset.key}-${Date.now()}`; });

  function failed(words) {
    told.textContent = words;
    progress.hidden = true;
    send.disabled = false;
  }
})();
