/** What must hold of pools and of what was taken of them, each as a query that finds what breaks it (spec/compute-backend 9.4). */
export const POOL_INVARIANTS: Readonly<Record<string, string>> = {
  '6: of every pool exactly those values are unavailable that something uses, or that cool down': `
    with used as (
      select pool_id, pool_index as index from addresses
      union all select pool_id, index from cooling_values
      union all select p.id, substr(n.link, length(p.base) + 1)::integer - 1 from pools p, networks n
        where p.kind = 'bridge' and n.type = 'PHYSICAL_VLAN' and not n.deleted
      union all select p.id, ('x' || lpad(replace(n.mac_prefix, ':', ''), 8, '0'))::bit(32)::integer
          - ('x' || lpad(replace(p.base, ':', ''), 8, '0'))::bit(32)::integer from pools p, networks n
        where p.kind = 'mac-prefix' and n.type = 'MAC_FILTERED' and not n.deleted),
    taken as (
      select c.pool_id, c.chunk * 64 + i as index from pool_chunks c join pools p on p.id = c.pool_id,
        generate_series(0, 63) i
      where get_bit(c.available, i) = 0 and c.chunk * 64 + i < p.size)
    (select 'used twice' as wrong, pool_id, index from used group by 2, 3 having count(*) > 1)
    union all (select 'used and available', * from (select * from used except select * from taken) a)
    union all (select 'lost', * from (select * from taken except select * from used) b)`,
  'nothing beyond the size of a pool is available': `
    select c.pool_id, c.chunk from pool_chunks c join pools p on p.id = c.pool_id, generate_series(0, 63) i
    where c.chunk * 64 + i >= p.size and get_bit(c.available, i) = 1`,
  'an address is where its pool says': `
    select a.* from addresses a join pools p on p.id = a.pool_id
    where a.address <> p.base::inet + p."offset" + a.pool_index or p.subnet_id <> a.subnet_id`,
  'a port has the address that its row shows': `
    select p.id, p.ipv4, a.address from ports p join addresses a on a.port_id = p.id
    where p.ipv4 is distinct from host(a.address)`,
  'a floating IP is held exactly as long as its address': `
    select f.id from floating_ips f left join addresses a on a.floating_ip_id = f.id
    where (a.address is null) <> f.deleted
      or (a.address is not null and (a.address <> f.address or a.network_id <> f.network_id))`,
  '8: a deleted network has no port, no address, no floating IP and no live subnet': `
    select n.id from networks n where n.deleted and (
      exists (select from ports p where p.network_id = n.id) or exists (select from addresses a where a.network_id = n.id)
      or exists (select from subnets s where s.network_id = n.id and not s.deleted))`,
};
