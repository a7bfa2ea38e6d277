// How numbers, times and lengths of time are written.

const count = new Intl.NumberFormat('en');
const rate = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

export const number = (value) => (value === undefined || value === null ? '–' : count.format(value));

export const perSecond = (value) => `${rate.format(value)}/s`;

export const time = (instant) => (instant ? clock.format(new Date(instant)) : '');

/** Seconds for people: 0.3 s, 42 s, 3 min 20 s, 2 h 5 min. */
export function seconds(length) {
  if (length < 10) {
    return `${length.toFixed(1)} s`;
  }
  const whole = Math.round(length);
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  }
  return `${count.format(Math.floor(whole / 3600))} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** How long after the first instant the second is. */
export const after = (first, second) => (second ? `+${seconds(Math.max(0, Date.parse(second) - Date.parse(first)) / 1000)}` : '');

/** A countdown: 1:05. */
export function countdown(length) {
  const whole = Math.max(0, Math.ceil(length));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
