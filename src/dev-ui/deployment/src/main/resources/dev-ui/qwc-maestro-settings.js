import { QwcHotReloadElement, css, html } from 'qwc-hot-reload-element';
import { JsonRpc } from 'jsonrpc';
import { defaults } from 'build-time-data';

const FILE = /^PropertiesConfigSource\[source=(?:.*\/)?([^/]+)\]$/;
const SOURCES = {
  DefaultValuesConfigSource: 'default',
  "PropertiesConfigSource[source=Maestro's defaults]": 'default',
  EnvConfigSource: 'environment',
  SysPropConfigSource: 'system property',
};

/** Each of Maestro's settings, with the value that it has now and where that comes from. */
export class QwcMaestroSettings extends QwcHotReloadElement {
  static styles = css`
    :host {
      display: block;
      height: 100%;
      overflow: auto;
    }

    table {
      margin: 0 1em 1em;
      border-collapse: collapse;
    }

    th,
    td {
      padding: 0.4em 1.5em 0.4em 0;
      border-bottom: 1px solid var(--lumo-contrast-10pct);
      text-align: left;
    }

    thead th {
      position: sticky;
      top: 0;
      background: var(--lumo-base-color);
    }

    tbody th {
      font-weight: normal;
    }

    .quiet {
      color: var(--lumo-contrast-60pct);
    }
  `;

  static properties = { _values: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.hotReload();
  }

  hotReload() {
    new JsonRpc(this).values().then((answer) => {
      this._values = answer.result;
    });
  }

  render() {
    if (!this._values) {
      return html`<p>Loading…</p>`;
    }
    return html`<table>
      <thead>
        <tr>
          <th scope="col">Setting</th>
          <th scope="col">Value</th>
          <th scope="col">From</th>
          <th scope="col">Default</th>
        </tr>
      </thead>
      <tbody>
        ${Object.entries(defaults).map(([name, otherwise]) => row(name, this._values[name], otherwise))}
      </tbody>
    </table>`;
  }
}

function row(name, setting, otherwise) {
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${setting ? value(setting, otherwise) : html`<span class="quiet">not set</span>`}</td>
    <td>${setting && (SOURCES[setting.source] ?? setting.source.replace(FILE, '$1'))}</td>
    <td class="quiet">${otherwise}</td>
  </tr>`;
}

function value(setting, otherwise) {
  return setting.value === otherwise ? setting.value : html`<b>${setting.value}</b>`;
}

customElements.define('qwc-maestro-settings', QwcMaestroSettings);
