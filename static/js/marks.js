// Marks as whole numbers at their criterion's scale: 26.5 at scale 1 is 265. Text in, text out, never a float.
Jiangping.marks = (function () {
  "use strict";
  const GRAMMAR = /^\d*(\.\d+)?$/;

  function tidy(text) {
    return text.replace(/[０-９]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 65248)).replace(/．/g, ".").trim();
  }

  function format(value, scale) {
    const digits = String(value).padStart(scale + 1, "0");
    return scale ? digits.slice(0, -scale) + "." + digits.slice(-scale) : digits;
  }

  const short = (value, scale) => { const text = format(value, scale); return text.includes(".") ? text.replace(/\.?0+$/, "") : text; };

  // {blank} or {value} or {refusal, values}; refusal names a text of #score-texts
  function read(raw, criterion) {
    const text = tidy(raw);
    const { scale, min, max, step } = criterion;
    const range = { text: text, min: short(min, scale), max: short(max, scale), step: short(step, scale) };
    if (text === "") return { blank: true, text: text };
    if (!GRAMMAR.test(text)) return { refusal: "notAMark", values: range, text: text };
    const parts = text.split(".");
    const whole = (parts[0] || "0").replace(/^0+(?=\d)/, "");
    const fraction = parts[1] || "";
    const value = whole.length > 9 ? Number.MAX_SAFE_INTEGER : parseInt(whole + fraction.slice(0, scale).padEnd(scale, "0"), 10);
    const exact = /^0*$/.test(fraction.slice(scale));
    if (value > max || (value === max && !exact)) return { refusal: "overMax", values: range, text: text };
    if (value < min) return { refusal: "underMin", values: range, text: text };
    const below = value - (value - min) % step;
    if (below !== value || !exact) {
      return { refusal: "offStep", text: text, values: Object.assign(range, { low: short(below, scale), high: short(Math.min(below + step, max), scale) }) };
    }
    return { value: value, text: text };
  }

  // The neighbouring legal mark; from a blank it starts at the lowest one.
  function next(found, criterion, way) {
    const { scale, min, max, step } = criterion;
    if (found.blank || found.refusal === "notAMark" || found.refusal === "underMin") return way > 0 && found.blank ? Math.min(min + step, max) : min;
    if (found.refusal === "overMax") return max;
    if (found.refusal === "offStep") return read(found.values[way > 0 ? "high" : "low"], criterion).value;
    return Math.max(min, Math.min(max, found.value + way * step));
  }

  return { tidy, format, read, next };
}());
