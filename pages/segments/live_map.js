// The map of segments, slider and scatter in one: it recolours while the slider is dragged.
//
// Every table of a K came from the server; nothing is computed here but colours. Text from the
// data reaches the page as text, or, on the chart, escaped by the server.

const SCRIPTS = (window.shopaiScripts ??= new Map());
const REST_MS = 350; // after the last key, K counts as released
const FLAT = { displaylogo: false, scrollZoom: false, responsive: true, plotGlPixelRatio: 1,
  modeBarButtonsToRemove: ["zoomIn2d", "zoomOut2d", "autoScale2d", "hoverClosestCartesian",
    "toggleSpikelines"], toImageButtonOptions: { filename: "segments", scale: 2 } };

function script(address) {
  if (!SCRIPTS.has(address)) {
    SCRIPTS.set(address, new Promise((done, failed) => {
      const tag = document.createElement("script");
      tag.src = address;
      tag.onload = () => (window.Plotly ? done(window.Plotly) : failed());
      tag.onerror = failed;
      document.head.append(tag);
    }));
  }
  return SCRIPTS.get(address);
}

const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
const add = (parent, tag, name, text) => {
  const made = document.createElement(tag);
  made.className = name;
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
};

class LiveMap {
  constructor(root) {
    this.root = root.querySelector(".live-map");
    for (const part of ["output", "input", "marks", "chart", "beside", "moves", "legend", "words"]) {
      this[part] = this.root.querySelector(`.live-${part}`);
    }
    this.hidden = new Set();
    this.input.addEventListener("input", () => this.move(Number(this.input.value)));
    this.input.addEventListener("change", () => this.release());
    this.pin = this.root.querySelector(".live-pin");
    this.pin.addEventListener("click", () =>
      this.tell("pinned", { digest: this.data.digest, k: this.data.pinned ? null : this.k }));
    this.themed = new MutationObserver(() => this.theme());
    const app = document.querySelector("[data-testid=stApp]");
    if (app) this.themed.observe(app, { attributes: true, attributeFilter: ["class", "style"] });
  }

  receive({ data, setStateValue, setTriggerValue }) {
    this.tell = setTriggerValue;
    const before = this.data;
    this.data = data;
    if (!before) setStateValue("alive", true);
    this.root.dataset.k = data.k;
    // an answer to a K told before the last one must not move the slider back
    if (this.told === undefined) this.k = before?.k === data.k ? this.k : data.k;
    else if (this.told === data.k) this.told = undefined;
    this.slider();
    if (before?.digest !== data.digest) this.draw();
    else if (this.drawn) this.compare().then(() => this.show());
    clearTimeout(this.asking);
    if (data.waiting) this.asking = setTimeout(() => this.tell("more", Date.now()), 700);
  }

  slider() {
    const { least, most, label, recommended, says, tables, pinned } = this.data;
    this.pin.textContent = pinned ? says.unpin : says.pin;
    this.pin.setAttribute("aria-pressed", String(Boolean(pinned)));
    Object.assign(this.input, { min: least, max: most, value: this.k, disabled: least === most });
    this.root.querySelector("label").textContent = label;
    this.output.textContent = this.k === recommended ? `${this.k} ★` : this.k;
    this.input.setAttribute("aria-valuetext", says.segments[this.k - least]);
    this.marks.replaceChildren();
    for (let k = least; k <= most; k++) {
      const mark = add(this.marks, "i", k === recommended ? "best" : tables[k] ? "" : "waits");
      mark.style.left = `${most > least ? (100 * (k - least)) / (most - least) : 0}%`;
      if (k === recommended) mark.title = says.recommended;
      else if (!tables[k]) mark.title = says.waiting;
    }
  }

  async draw() {
    const digest = this.data.digest;
    try {
      this.plotly = await script(this.data.script);
    } catch {
      this.tell("failed", true);
      return;
    }
    if (digest !== this.data.digest) return;
    await this.paint(this.chart);
    this.drawn = digest;
    this.listen();
    await this.compare();
    this.show();
  }

  async paint(chart) {
    const { data, layout } = JSON.parse(this.data.figure);
    await this.plotly.react(chart, data, this.themedLayout(layout), FLAT);
  }

  // The pinned picture beside the one that is tuned: drawn when it is pinned, gone afterwards.
  async compare() {
    const { pinned, digest } = this.data;
    this.root.classList.toggle("pinned", Boolean(pinned));
    const wanted = pinned ? `${digest} ${pinned}` : "";
    if (this.compared === wanted) return;
    this.compared = wanted;
    if (!pinned) {
      this.plotly.purge(this.beside);
    } else {
      await this.paint(this.beside);
      this.colour(this.beside, this.data.tables[pinned]);
      this.follow(this.beside, this.chart); // purged with the picture
      if (!this.followed) this.follow(this.chart, this.beside);
      this.followed = true;
    }
    this.plotly.Plots.resize(this.chart);
  }

  // Zoom and hover of one picture in the other.
  follow(one, other) {
    const ranges = ["xaxis.range[0]", "xaxis.range[1]", "yaxis.range[0]", "yaxis.range[1]",
      "xaxis.autorange", "yaxis.autorange", "scene.camera"];
    one.on("plotly_relayout", change => {
      const moved = Object.fromEntries(Object.entries(change).filter(([key]) => ranges.includes(key)));
      if (this.following || !this.data.pinned || !Object.keys(moved).length) return;
      this.following = true;
      this.plotly.relayout(other, moved).then(() => { this.following = false; });
    });
    if (this.data.space) return;
    one.on("plotly_hover", event => {
      const point = event.points[0];
      if (!this.data.pinned || this.hovering || point?.curveNumber !== 0) return;
      this.hovering = true;
      this.plotly.Fx.hover(other, [{ curveNumber: 0, pointNumber: point.pointNumber }]);
      this.hovering = false;
    });
    one.on("plotly_unhover", () => { if (this.data.pinned) this.plotly.Fx.unhover(other); });
  }

  themedLayout(layout) {
    const colour = getComputedStyle(this.root).color;
    layout.font = { ...layout.font, color: colour, family: getComputedStyle(this.root).fontFamily };
    layout.paper_bgcolor = layout.plot_bgcolor = "rgba(0, 0, 0, 0)";
    return layout;
  }

  theme() {
    if (!this.drawn) return;
    requestAnimationFrame(() => {
      const change = { "font.color": getComputedStyle(this.root).color };
      for (const chart of this.data.pinned ? [this.chart, this.beside] : [this.chart]) {
        this.plotly.relayout(chart, change);
      }
    });
  }

  listen() {
    if (this.listens) return;
    this.listens = true;
    const places = points => points.filter(p => p.curveNumber === 0).map(p => p.pointNumber);
    this.chart.on("plotly_selected", event => {
      if (!event) return;
      const { range, lassoPoints, points } = event;
      this.mark(places(points), range, lassoPoints);
    });
    this.chart.on("plotly_click", event => {
      if (event.points[0]?.curveNumber === 0 && !this.data.space) {
        this.mark(places(event.points.slice(0, 1)));
      }
    });
    this.chart.on("plotly_deselect", () => this.mark([]));
  }

  mark(points, box = null, lasso = null) {
    this.tell("picked", { digest: this.data.digest, points, box, lasso });
  }

  move(k) {
    this.k = k;
    this.slider();
    if (!this.painting) {
      this.painting = requestAnimationFrame(() => { this.painting = 0; this.show(); });
    }
  }

  release() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      if (this.k === (this.told ?? this.data.k)) return;
      this.told = this.k;
      this.tell("k", this.k);
    }, REST_MS);
  }

  show() {
    const table = this.data.tables[this.k];
    this.root.classList.toggle("waiting", !table);
    if (!table || !this.drawn) return;
    this.colour(this.chart, table);
    if (this.data.pinned) this.colour(this.beside, this.data.tables[this.data.pinned]);
    this.list(table);
    this.words.textContent = table.words;
    this.moves.replaceChildren();
    if (this.data.pinned) {
      add(this.moves, "span", "", this.data.moves[this.k] ?? "");
      for (const k of new Set([this.data.pinned, this.k])) {
        const use = add(this.moves, "button", "live-use", this.data.says.use.replace("{k}", k));
        use.type = "button";
        use.onclick = () => this.tell("used", k);
      }
    }
    this.root.dataset.shown = this.k;
  }

  colour(chart, table) {
    const labels = bytes(table.labels);
    const { symbols } = this.data;
    const many = table.centers.length > 5;
    const opacity = this.data.space ? 0.35 : 0.7;
    const points = {
      "marker.color": [labels],
      "marker.symbol": [many ? Array.from(labels, label => symbols[label]) : symbols[0]],
      "marker.opacity": [this.hidden.size
        ? Array.from(labels, label => (this.hidden.has(label) ? 0 : opacity)) : opacity],
    };
    const numbers = table.centers.map((_, label) => label);
    const centres = { "marker.color": [numbers], text: [numbers.map(n => String(n + 1))] };
    ["x", "y", "z"].slice(0, table.centers[0].length).forEach((axis, place) => {
      centres[axis] = [table.centers.map(centre => centre[place])];
    });
    const notes = table.centers.map((centre, label) => ({
      x: centre[0], y: centre[1], ...(this.data.space ? { z: centre[2] } : {}),
      text: `<b>${label + 1}</b>`, showarrow: false,
      font: { color: this.data.ink[label], size: 13 },
    }));
    this.plotly.restyle(chart, points, [0]);
    const place = this.data.space ? "scene.annotations" : "annotations";
    this.plotly.update(chart, centres, { [place]: notes }, [1]);
  }

  list(table) {
    this.legend.replaceChildren();
    table.names.forEach((name, label) => {
      const item = add(this.legend, "button", this.hidden.has(label) ? "off" : "");
      item.type = "button";
      item.setAttribute("aria-pressed", String(!this.hidden.has(label)));
      add(item, "b", "dot").style.background = this.data.colours[label];
      add(item, "span", "", `${label + 1} ${name}`);
      add(item, "small", "", table.sizes[label]);
      item.onclick = () => {
        if (!this.hidden.delete(label)) this.hidden.add(label);
        this.show();
      };
    });
  }

  end() {
    this.themed.disconnect();
    clearTimeout(this.asking);
    clearTimeout(this.resting);
    if (this.drawn) [this.chart, this.beside].forEach(chart => this.plotly.purge(chart));
  }
}

export default function (component) {
  const root = component.parentElement;
  root.liveMap ??= new LiveMap(root);
  root.liveMap.receive(component);
  return () => setTimeout(() => {
    if (root.isConnected) return; // only drawn anew
    root.liveMap?.end();
    delete root.liveMap;
  });
}
