/** Numbers, times and dates as people who read the page's language write them. */
import { locale } from "./texts";

const percents = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
const signed = new Intl.NumberFormat(locale, {
  signDisplay: "exceptZero",
  maximumFractionDigits: 2,
  minimumFractionDigits: 2,
});
const dates = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "long" });

export function percent(share: number): string {
  return percents.format(share);
}

/** A number of [-1, 1] with its sign. */
export function affectNumber(value: number): string {
  return signed.format(value);
}

/** Media time: 1:02, or 1:02.4 with tenths, or 1:01:02. */
export function clock(ms: number, tenths = false): string {
  const whole = Math.max(0, tenths ? Math.floor(ms / 100) * 100 : Math.floor(ms / 1000) * 1000);
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor(whole / 60_000) % 60;
  const seconds = Math.floor(whole / 1000) % 60;
  const head = hours ? `${hours}:${String(minutes).padStart(2, "0")}` : String(minutes);
  const tail = tenths ? `.${Math.floor(whole / 100) % 10}` : "";
  return `${head}:${String(seconds).padStart(2, "0")}${tail}`;
}

/** Media time to the millisecond: 1:02.345. */
export function precise(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  return `${clock(whole)}.${String(whole % 1000).padStart(3, "0")}`;
}

/** A duration in words: 12 s, 3 min 5 s. */
export function span(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return unit(ms < 10_000 ? Math.round(ms / 100) / 10 : seconds, "second");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${unit(minutes, "minute")} ${unit(seconds % 60, "second")}`;
  return `${unit(Math.floor(minutes / 60), "hour")} ${unit(minutes % 60, "minute")}`;
}

function unit(value: number, name: string): string {
  return new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "short" }).format(value);
}

export function date(iso: string): string {
  const moment = new Date(iso);
  return Number.isNaN(moment.getTime()) ? iso : dates.format(moment);
}

/** How long ago, for what is younger than a day; else the date. */
export function ago(iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  if (Number.isNaN(seconds)) return iso;
  if (seconds > -60) return relative.format(0, "minute");
  if (seconds > -3600) return relative.format(Math.round(seconds / 60), "minute");
  if (seconds > -86_400) return relative.format(Math.round(seconds / 3600), "hour");
  return date(iso);
}

/** "admiration" as "Admiration". */
export function capital(word: string): string {
  return word.slice(0, 1).toLocaleUpperCase(locale) + word.slice(1);
}
