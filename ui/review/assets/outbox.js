// What was decided and is not yet known to be stored. It outlives a dead server, and a reload.
class Outbox {
  constructor(name, send) {
    this.name = `gouji-${name}`;
    this.send = send;
    this.items = [];
    this.busy = false;
    try {
      this.items = JSON.parse(sessionStorage.getItem(this.name) || "[]");
    } catch { /* A reload without storage starts empty. */ }
    this.timer = setInterval(() => this.items.length && this.again(), 1000);
  }
  // What stays without an answer is sent again; where the server is there and silent, the page is
  // loaded again. What is in the outbox outlives that.
  async again() {
    if (Date.now() - this.pushedAt < (this.retrying ? 1500 : 8000)) return undefined;
    this.retrying = false;
    this.unanswered = (this.unanswered || 0) + 1;
    if (this.unanswered < 4) return this.push();
    this.unanswered = 0;
    try {
      const health = await fetch("/_stcore/health", { cache: "no-store" });
      if (health.ok) location.reload();
    } catch { /* The server is away: the next time. */ }
    return undefined;
  }
  add(item) {
    item.id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
    this.items.push(item);
    this.keep();
    this.push();
    return item;
  }
  push() {
    this.pushedAt = Date.now();
    for (const item of this.items) {
      item.again = Boolean(item.pushed);
      item.pushed = true;
    }
    this.keep();
    this.send({ at: Date.now(), items: this.items });
  }
  keep() {
    try {
      sessionStorage.setItem(this.name, JSON.stringify(this.items));
    } catch { /* Without storage a reload loses what was not stored; the sign says so. */ }
  }
  // Takes out what the server has answered; returns those answers with their items.
  answered(answers) {
    const found = [];
    this.unanswered = answers.length ? 0 : this.unanswered;
    for (const answer of answers) {
      const index = this.items.findIndex((item) => item.id === answer.id);
      if (index < 0) continue;
      if (answer.retry) {
        this.retrying = true;
        this.pushedAt = Date.now();
        found.push({ answer, item: this.items[index] });
        continue;
      }
      found.push({ answer, item: this.items.splice(index, 1)[0] });
    }
    this.keep();
    return found;
  }
  leave() {
    clearInterval(this.timer);
  }
}
