import { ContractClient, type Replies } from './client.ts';

/** What a new subnet is asked for with; what is left out the service chooses. */
export interface NewSubnet {
  network_id: string;
  cidr: string;
  ip_version?: 4 | 6;
  /** Null is none. */
  gateway_ip?: string | null;
  enable_dhcp?: boolean;
  name?: string;
  dns_nameservers?: string[];
  host_routes?: string[];
  allocation_pools?: { start: string; end: string }[];
}

/** What a new port is asked for with: on a public network with the floating IP that it takes. */
export interface NewPort {
  network_id: string;
  device_id?: string;
  fixed_ips?: { ip_address: string; subnet_id?: string }[];
  name?: string;
  security_groups?: string[];
}

/** Without a network the service takes an address where there is one. */
export interface NewFloatingIp {
  floating_network_id?: string;
  floating_ip_address?: string;
  project?: string;
}

const at = (list: string, id: string): string => `/${list}/${encodeURIComponent(id)}`;

/** Networks, subnets, ports and floating IPs as their users see them (spec/compute-api 3). */
export class NetworkClient extends ContractClient {
  async networks(): Promise<Replies['networks']['networks']> {
    return (await this.ask('networks', { method: 'GET', path: '/networks' })).networks;
  }

  async network(id: string): Promise<Replies['network']['network']> {
    return (await this.ask('network', { method: 'GET', path: at('networks', id) })).network;
  }

  async createNetwork(network: {
    type: string;
    name?: string;
    project?: string;
    shared_to_project?: boolean;
  }): Promise<Replies['network']['network']> {
    return (await this.ask('network', { method: 'POST', path: '/networks', json: { network } })).network;
  }

  async renameNetwork(id: string, name: string): Promise<Replies['network']['network']> {
    const json = { network: { name } };
    return (await this.ask('network', { method: 'PUT', path: at('networks', id), json })).network;
  }

  /** Has another project pay for it. */
  async reassignNetwork(id: string, project: string): Promise<void> {
    await this.#reassign(at('networks', id), project);
  }

  async deleteNetwork(id: string): Promise<void> {
    await this.call({ method: 'DELETE', path: at('networks', id) });
  }

  async subnets(): Promise<Replies['subnets']['subnets']> {
    return (await this.ask('subnets', { method: 'GET', path: '/subnets' })).subnets;
  }

  async subnet(id: string): Promise<Replies['subnet']['subnet']> {
    return (await this.ask('subnet', { method: 'GET', path: at('subnets', id) })).subnet;
  }

  async renameSubnet(id: string, name: string): Promise<Replies['subnet']['subnet']> {
    const json = { subnet: { name } };
    return (await this.ask('subnet', { method: 'PUT', path: at('subnets', id), json })).subnet;
  }

  async createSubnet(subnet: NewSubnet): Promise<Replies['subnet']['subnet']> {
    return (await this.ask('subnet', { method: 'POST', path: '/subnets', json: { subnet } })).subnet;
  }

  async ports(): Promise<Replies['ports']['ports']> {
    return (await this.ask('ports', { method: 'GET', path: '/ports' })).ports;
  }

  async port(id: string): Promise<Replies['port']['port']> {
    return (await this.ask('port', { method: 'GET', path: at('ports', id) })).port;
  }

  async renamePort(id: string, name: string): Promise<Replies['port']['port']> {
    return (await this.ask('port', { method: 'PUT', path: at('ports', id), json: { port: { name } } })).port;
  }

  /** With a server it is connected when the server's task is done. */
  async createPort(port: NewPort): Promise<Replies['port']['port']> {
    return (await this.ask('port', { method: 'POST', path: '/ports', json: { port } })).port;
  }

  async deletePort(id: string): Promise<void> {
    await this.call({ method: 'DELETE', path: at('ports', id) });
  }

  async floatingIps(): Promise<Replies['floatingIps']['floatingips']> {
    return (await this.ask('floatingIps', { method: 'GET', path: '/floatingips' })).floatingips;
  }

  async floatingIp(id: string): Promise<Replies['floatingIp']['floatingip']> {
    return (await this.ask('floatingIp', { method: 'GET', path: at('floatingips', id) })).floatingip;
  }

  async createFloatingIp(floatingip: NewFloatingIp): Promise<Replies['floatingIp']['floatingip']> {
    return (await this.ask('floatingIp', { method: 'POST', path: '/floatingips', json: { floatingip } }))
      .floatingip;
  }

  async deleteFloatingIp(id: string): Promise<void> {
    await this.call({ method: 'DELETE', path: at('floatingips', id) });
  }

  async reassignFloatingIp(id: string, project: string): Promise<void> {
    await this.#reassign(at('floatingips', id), project);
  }

  async #reassign(path: string, project: string): Promise<void> {
    await this.call({ method: 'POST', path: `${path}/action`, json: { reassign: { project } } });
  }
}
