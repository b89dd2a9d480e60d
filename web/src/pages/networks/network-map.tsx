import { Link } from '@tanstack/react-router';
import { say } from '#text/networks';
import { useInProject } from '../../api/projects.ts';
import { Empty } from '../../parts/empty.tsx';
import { plainName } from '../../text/plain-name.ts';
import { drawingOf, ROW, WIDTH } from './map-layout.ts';
import css from './networks.module.css';
import { NetworkGlyph } from './network-glyph.tsx';
import { type NetworkParts, useOfProject } from './network-parts.ts';
import { addressOfPort, networkName } from './network-words.ts';

/** Longer names are cut in the picture; the table has them whole. */
const LETTERS = 24;
const short = (name: string): string => (name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name);

/** Machines on the left, networks on the right, a line for each connection; below it the same as a table. */
export function NetworkMap({ parts }: { parts: NetworkParts }) {
  const machines = parts.machines.filter(useInProject());
  const networks = useOfProject()(parts.networks);
  if (machines.length === 0)
    return (
      <div className="card">
        <Empty icon={NetworkGlyph} title={say.none}>
          {say.noneWhy}
        </Empty>
      </div>
    );
  const ports = parts.ports.filter(({ device_id: id }) => id !== null);
  const { height, lines, left, right } = drawingOf(machines, networks, ports);
  return (
    <section className="card pad" aria-label={say.mapOf}>
      <svg viewBox={`0 0 ${WIDTH} ${height}`} className={css.map} role="img" aria-label={say.mapOf}>
        {lines.map(({ key, color, path }) => (
          <path key={key} d={path} className={`${css.line} ${css[`color${color}`]}`} />
        ))}
        {left.map(({ thing, y }) => (
          <g key={thing.id}>
            <circle cx={250} cy={y} r={5} className={css.machine} />
            <text x={236} y={y + 4} textAnchor="end">
              {short(plainName(thing.name))}
            </text>
          </g>
        ))}
        {right.map(({ thing, y, color }) => (
          <g key={thing.id} className={css[`color${color}`]}>
            <rect x={545} y={y - ROW / 3} width={10} height={(ROW * 2) / 3} rx={3} className={css.network} />
            <text x={566} y={y + 4}>
              {short(networkName(thing))}
            </text>
          </g>
        ))}
      </svg>
      <table className={css.table}>
        <caption className="sub">{say.mapTable}</caption>
        <thead>
          <tr>
            <th scope="col">{say.machine}</th>
            <th scope="col">{say.networks}</th>
          </tr>
        </thead>
        <tbody>
          {machines.map((machine) => (
            <tr key={machine.id}>
              <th scope="row">
                <Link to="/machines/$id/networking" params={{ id: String(machine.id) }} className="link">
                  {plainName(machine.name)}
                </Link>
              </th>
              <td>
                {wordsOf(
                  networks,
                  ports.filter(({ device_id: id }) => id === String(machine.id)),
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function wordsOf(networks: NetworkParts['networks'], ports: NetworkParts['ports']): string {
  const words = ports.map((port) => {
    const network = networks.find(({ id }) => id === port.network_id);
    const name = network === undefined ? say.unnamed({ id: port.network_id }) : networkName(network);
    return [name, addressOfPort(port)].filter((part) => part !== '').join(' ');
  });
  return words.length === 0 ? say.alone : words.join(', ');
}
