import type { z } from 'zod';
import * as compute from './compute.ts';
import * as computeAdministration from './compute-administration.ts';
import * as identity from './identity.ts';
import * as image from './image.ts';
import * as audit from './audit.ts';
import * as mails from './mails.ts';
import * as network from './network.ts';
import * as networkAdministration from './network-administration.ts';
import * as objectInternal from './object-internal.ts';
import * as objectFolder from './object-folder.ts';
import * as object from './object.ts';
import * as profile from './profile.ts';
import * as projects from './projects.ts';
import { ReadinessReply } from './readiness.ts';
import * as screen from './screen.ts';
import * as statistics from './statistics.ts';
import * as users from './users.ts';
import * as vncDoor from './vnc-door.ts';

/** Documents that answer calls, by the name that readers have for each. Browsers take their types alone. */
export const replySchemas = {
  server: compute.ServerReply,
  servers: compute.ServersReply,
  briefServers: compute.BriefServersReply,
  diagnostics: compute.DiagnosticsReply,
  addresses: compute.AddressesReply,
  console: screen.ConsoleReply,
  screen: screen.RedeemTicketReply,
  vncDoor: vncDoor.VncDoorReply,
  statistics: statistics.StatisticsReply,
  graphs: statistics.GraphsReply,
  password: compute.PasswordReply,
  activity: compute.ActivityReply,
  administeredServers: computeAdministration.AdministeredServersReply,
  administeredServer: computeAdministration.AdministeredServerReply,
  administeredBackends: computeAdministration.AdministeredBackendsReply,
  administeredNetworks: networkAdministration.AdministeredNetworksReply,
  administeredNetwork: networkAdministration.AdministeredNetworkReply,
  administeredAddresses: networkAdministration.AdministeredAddressesReply,
  addressHoldings: networkAdministration.AddressHoldingsReply,
  administeredPools: networkAdministration.AdministeredPoolsReply,
  flavor: compute.FlavorReply,
  flavors: compute.FlavorsReply,
  briefFlavors: compute.BriefFlavorsReply,
  computeImage: compute.ComputeImageReply,
  computeImages: compute.ComputeImagesReply,
  briefComputeImages: compute.BriefComputeImagesReply,
  keypair: compute.KeypairReply,
  keypairs: compute.KeypairsReply,
  newKeypair: compute.NewKeypairReply,
  briefImages: image.BriefImagesReply,
  images: image.ImagesReply,
  members: image.MembersReply,
  network: network.NetworkReply,
  networks: network.NetworksReply,
  subnet: network.SubnetReply,
  subnets: network.SubnetsReply,
  port: network.PortReply,
  ports: network.PortsReply,
  floatingIp: network.FloatingIpReply,
  floatingIps: network.FloatingIpsReply,
  accounts: object.AccountsReply,
  containers: object.ContainersReply,
  objects: object.ObjectsListReply,
  hashmap: object.HashmapReply,
  hashes: object.HashesReply,
  versions: object.VersionsReply,
  folder: objectFolder.FolderReply,
  found: objectFolder.SearchReply,
  history: objectFolder.HistoryReply,
  storedObject: objectInternal.ObjectReply,
  storedObjects: objectInternal.ObjectsReply,
  storedPage: objectInternal.ObjectsPage,
  objectStart: objectInternal.ObjectStartReply,
  access: identity.AccessReply,
  publicAccess: identity.PublicAccessReply,
  userCatalogs: identity.UserCatalogsReply,
  resources: identity.ResourcesReply,
  quotas: identity.QuotasReply,
  projects: projects.ProjectsReply,
  project: projects.ProjectDocument,
  applied: projects.AppliedReply,
  memberships: projects.MembershipsReply,
  membership: projects.MembershipDocument,
  membershipId: projects.MembershipIdReply,
  consoleProjects: projects.ConsoleProjectsReply,
  consoleProject: projects.ConsoleProject,
  usageHistory: projects.UsageHistoryReply,
  resourceTotals: projects.ResourceTotalsReply,
  consoleMembers: projects.ConsoleMembersReply,
  consoleApplications: projects.ConsoleApplicationsReply,
  profile: profile.ProfileReply,
  consoleSessions: profile.ConsoleSessionsReply,
  userList: users.AccountsReply,
  user: users.ConsoleAccountReply,
  session: identity.SessionReply,
  verification: identity.VerificationReply,
  terms: identity.TermsReply,
  location: identity.LocationReply,
  serviceMenu: identity.ServiceMenuReply,
  authorization: identity.AuthorizationReply,
  newToken: identity.NewTokenReply,
  tokenEnd: identity.TokenEndReply,
  cloudState: identity.CloudStateReply,
  audit: audit.AuditReply,
  mails: mails.MailsReply,
  mail: mails.MailReply,
  readiness: ReadinessReply,
  serial: identity.SerialReply,
  pendingSerials: identity.PendingSerialsReply,
  pendingCommissions: identity.PendingCommissionsReply,
  commission: identity.CommissionReply,
  resolved: identity.ResolveReply,
  serviceQuotas: identity.ServiceQuotasReply,
  projectQuotas: identity.ProjectQuotasReply,
  endedCredentials: identity.EndedCredentialsReply,
} as const;

export type Replies = { [Name in keyof typeof replySchemas]: z.output<(typeof replySchemas)[Name]> };
