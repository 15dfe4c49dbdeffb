// Job progress: [data-poll] asks for {state: waiting|running|done|failed, done, total, words?, url?} until it ends.
(function () {
  "use strict";
  const { one, all, words } = Jiangping;

  function ended(box, data) {
    all("[data-poll-running]").forEach((line) => { line.hidden = true; });
    if (data.state === "failed") { box.classList.add("failed"); return; }
    const buttons = one("[data-poll-done]", box);
    if (buttons) {
      buttons.hidden = false;
      const link = one("a[href]", buttons);
      if (link && data.url) link.href = data.url;
    } else if (box.dataset.doneUrl) location.assign(box.dataset.doneUrl);
  }
  function spoken(data) {
    if (data.words) return data.words;
    if (data.state === "failed") return words("jobFailed");
    return words(data.state === "done" ? "jobDone" : "job", { done: data.done, total: data.total });
  }
  async function ask(box, wait) {
    let next = wait;
    try {
      const answer = await fetch(box.dataset.poll, { credentials: "same-origin", headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.ok) {
        const data = await answer.json();
        const bar = one("progress", box);
        bar.max = data.total || 1;
        bar.value = data.done;
        one("[data-poll-words]", box).textContent = spoken(data);
        if (data.state === "done" || data.state === "failed") { ended(box, data); return; }
        next = Math.min(wait + 200, 3000);
      } else next = 5000;
    } catch (error) {
      one("[data-poll-words]", box).textContent = words("jobLost");
      next = 5000;
    }
    setTimeout(() => ask(box, next), next);
  }
  all("[data-poll]").forEach((box) => ask(box, 500));
}());
