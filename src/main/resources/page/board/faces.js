// The brigade as a field of faces, from one large face to ten thousand marks. Each state has a colour and a shape of its own.

const COLOURS = { p: '--cooking', s: '--smoking', l: '--lunching', i: '--idle' };
const LARGEST = 110;
const SMALLEST = 4;
const SMALLEST_FACE = 16;
const MOST_HEIGHT = 420;
const TURN = 2 * Math.PI;

export class Faces {
  #canvas;
  #states = '';
  #drawn = '';

  constructor(canvas) {
    this.#canvas = canvas;
    new ResizeObserver(() => this.#redraw()).observe(canvas.parentElement);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#redraw());
  }

  /** A letter for each maestro. */
  show(states) {
    this.#states = states;
    if (states.length !== this.#drawn.length) {
      this.#redraw();
    } else if (states !== this.#drawn) {
      this.#draw();
    }
  }

  #redraw() {
    this.#drawn = '';
    const { width, cell, columns } = this.#grid();
    const rows = Math.ceil(this.#states.length / columns);
    const pixels = devicePixelRatio || 1;
    this.#canvas.style.height = `${rows * cell}px`;
    this.#canvas.width = Math.round(width * pixels);
    this.#canvas.height = Math.round(rows * cell * pixels);
    this.#canvas.getContext('2d').scale(pixels, pixels);
    this.#draw();
  }

  #grid() {
    const width = this.#canvas.clientWidth;
    const fitting = Math.sqrt((width * MOST_HEIGHT) / Math.max(1, this.#states.length));
    const cell = Math.max(SMALLEST, Math.min(LARGEST, Math.floor(fitting)));
    return { width, cell, columns: Math.max(1, Math.floor(width / cell)) };
  }

  #draw() {
    const { cell, columns } = this.#grid();
    const pen = this.#canvas.getContext('2d');
    const style = getComputedStyle(this.#canvas);
    const colours = Object.fromEntries(Object.entries(COLOURS).map(([state, name]) => [state, style.getPropertyValue(name)]));
    const ink = style.getPropertyValue('--card');
    for (let i = 0; i < this.#states.length; i++) {
      const state = this.#states[i];
      if (state !== this.#drawn[i]) {
        const x = (i % columns) * cell;
        const y = Math.floor(i / columns) * cell;
        pen.clearRect(x, y, cell, cell);
        pen.save();
        pen.translate(x + cell / 2, y + cell / 2);
        pen.scale(cell / 20, cell / 20);
        (cell < SMALLEST_FACE ? mark : face)(pen, state, colours[state], ink);
        pen.restore();
      }
    }
    this.#drawn = this.#states;
  }
}

// All drawing is in a square from -10 to 10.

function mark(pen, state, colour) {
  pen.fillStyle = pen.strokeStyle = colour;
  switch (state) {
    case 'p':
      pen.fillRect(-8, -8, 16, 16);
      break;
    case 's':
      pen.rotate(TURN / 8);
      pen.fillRect(-5.5, -5.5, 11, 11);
      break;
    case 'l':
      pen.lineWidth = 4;
      disc(pen, 0, 0, 6);
      pen.stroke();
      break;
    default:
      pen.fillRect(-3.5, -3.5, 7, 7);
  }
}

function face(pen, state, colour, ink) {
  pen.fillStyle = colour;
  disc(pen, 0, 1, 7);
  pen.fill();
  if (state === 'p') {
    hat(pen);
  }
  pen.strokeStyle = pen.fillStyle = ink;
  pen.lineWidth = 0.9;
  pen.lineCap = 'round';
  if (state === 'i') {
    line(pen, -3.6, 0, -1.8, 0);
    line(pen, 1.8, 0, 3.6, 0);
    line(pen, -1.5, 4.3, 1.5, 4.3);
    return;
  }
  disc(pen, -2.6, -0.2, 0.9);
  pen.fill();
  disc(pen, 2.6, -0.2, 0.9);
  pen.fill();
  pen.beginPath();
  if (state === 'l') {
    pen.arc(0, 3.4, 2.4, 0, TURN / 2);
    pen.fill();
  } else {
    pen.arc(0, 2.6, 2.8, 0.25, TURN / 2 - 0.25);
    pen.stroke();
  }
  if (state === 's') {
    pen.lineWidth = 1.4;
    line(pen, 1.6, 4.6, 6, 4.6);
    // Beyond the face, on the card.
    pen.strokeStyle = pen.fillStyle = colour;
    line(pen, 6.6, 4.6, 9, 4.6);
    disc(pen, 8.6, 1.6, 0.8);
    pen.fill();
    disc(pen, 9, -1.2, 0.9);
    pen.fill();
  }
}

function hat(pen) {
  pen.fillRect(-3.6, -8.4, 7.2, 4);
  for (const x of [-3, 0, 3]) {
    disc(pen, x, -8, 1.9);
    pen.fill();
  }
}

function disc(pen, x, y, radius) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, TURN);
}

function line(pen, fromX, fromY, toX, toY) {
  pen.beginPath();
  pen.moveTo(fromX, fromY);
  pen.lineTo(toX, toY);
  pen.stroke();
}
