// Sends the chosen file as it is, as the body of one request: a form would be kept in clear on the way.
"use strict";
(() => {
  const form = document.getElementById("upload");
  if (!form) return;
  const part = (name) => document.getElementById(name);
  const file = part("file"), send = part("send"), progress = part("progress"), told = part("told");
  const ENDED = ["withdrawn", "replaced", "failed", "abandoned", "quarantined", "destroyed"];
  send.disabled = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!file.files.length) return;
    send.disabled = true;
    progress.hidden = false;
    told.textContent = "Sending …";
    hand_in(await key_of(file.files[0]));
  });

  // The same file, sent in the same way, has the same key: whoever sends it twice hands it in once.
  async function key_of(chosen) {
    if (!(window.crypto && crypto.subtle)) return form.dataset.key;
    const replaces = part("replaces") ? part("replaces").value : "";
    const words = [chosen.name, chosen.size, chosen.lastModified, part("format").value, part("trial").checked, replaces];
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(words)));
    return Array.from(new Uint8Array(hash), (each) => each.toString(16).padStart(2, "0")).join("");
  }

  function hand_in(key) {
    const request = new XMLHttpRequest();
    request.open("POST", form.dataset.address);
    request.responseType = "json";
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Idempotency-Key", key);
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
        // What was taken back can be handed in again; for anything else the first time counts.
        if (ENDED.includes(request.response.state)) {
          hand_in(`${key.slice(0, 32)}-${form.dataset.key}`);
          return;
        }
        const follow = request.response.state === "received" ? form.dataset.follow : form.dataset.known;
        window.location.assign(follow.replace("ID", encodeURIComponent(request.response.id)));
        return;
      }
      failed(why(request.status, request.response));
    });
    request.addEventListener("error", () => failed("The connection broke. Try again: the same file is never taken in twice."));
    request.send(file.files[0]);
  }

  function why(status, problem) {
    if (status === 401 || status === 403) return "You are signed out, or signed in anew. Load this page again, then hand the file in.";
    const title = (problem && problem.title) || "the hub did not take the file";
    return `${title[0].toUpperCase()}${title.slice(1)}.`;
  }

  function failed(words) {
    told.textContent = words;
    progress.hidden = true;
    send.disabled = false;
  }
})();
