// Types shared by main.bicep and the modules.

@export()
@description('Settings of the section AgentSched, by the names that the app binds. Omitted settings keep the default of the code. Documented in functions/**/*Options.cs.')
type schedulerSettings = {
  @description('Optional. Number of partitions for agents, 1-100; fixed at the first start.')
  Shards: int?
  @description('Optional. Absolute http or https URL at which callers and agents reach the app, without /api. Default: the host name assigned by the platform.')
  PublicUrl: string?
  @description('Optional. Non-public networks that agents may be in: loopback, private, link-local or CIDR ranges, separated by commas.')
  AllowedAgentNetworks: string?
  @description('Optional. How far ahead a tick claims occurrences, hh:mm:ss, 0 to 10 min.')
  LookAhead: string?
  @description('Optional. How long before its due time a run\'s message becomes visible, hh:mm:ss, 0 to 10 s.')
  Lead: string?
  @description('Optional. Maximum lateness at which an occurrence still starts, d.hh:mm:ss, 10 s to 365 d.')
  CatchUpWindow: string?
  @description('Optional. Time after which the message of a run that was not opened is sent again, hh:mm:ss, 1 s to 1 h.')
  ResendAfter: string?
  @description('Optional. Retention of runs, d.hh:mm:ss, 1 d to 3,650 d.')
  RunRetention: string?
  @description('Optional. Length of an event stream before its client reconnects, hh:mm:ss, 10 s to 1 h. The platform cuts off every response after 230 s.')
  EventStreamLength: string?
  @description('Optional. Minimum time between two occurrences of a schedule, hh:mm:ss, 1 s to 1 d.')
  MinimumInterval: string?
  @description('Optional. Whether cron expressions may have a seconds field.')
  AllowSeconds: bool?
  @description('Optional. Maximum number of schedules per owner, 1-1,000,000.')
  MaxSchedulesPerOwner: int?
  @description('Optional. Maximum number of agents per owner, 1-1,000,000.')
  MaxAgentsPerOwner: int?
  @description('Optional. Maximum cost of a run, USD; a string, because Bicep has no fractions.')
  MaxCostUsdPerRun: string?
  @description('Optional. Folder of compiled time zone data, absolute or relative to the app. Default: the data of the machine.')
  TimeZoneFolder: string?
  @description('Optional. Wrong API keys per address and minute in a process; further ones are refused, 1-1,000,000.')
  WrongKeysPerMinute: int?
  @description('Optional. With Entra ID: issuers whose tokens are accepted, separated by commas. Default: those of the tenant in entra.')
  PrincipalIssuers: string?
  @description('Optional. With Entra ID: claim that names callers instead of their ids, for deployments with rows by such names.')
  PrincipalNameClaim: string?
  @description('Optional. With Entra ID: the app role of admins.')
  PrincipalAdminRole: string?
  @description('Optional. With Entra ID: the AgentSched tenant of these callers.')
  PrincipalTenant: string?
}

@export()
@description('Always-ready instances of a group.')
type alwaysReadyGroup = {
  @description('Required. http, durable, or function:NAME for a function with any other trigger (function:RunStarter, function:DispatchTimer).')
  name: string
  @description('Required. Number of instances, 0 or more.')
  instanceCount: int
}

@export()
@description('Entra ID authentication in front of the app (App Service authentication). Empty clientId: off, callers use API keys.')
type entraSettings = {
  @description('Required. Application (client) id of the app registration; empty: off.')
  clientId: string
  @description('Optional. Tenant that issues the tokens. Default: the tenant of the subscription.')
  tenantId: string?
  @description('Optional. Client ids of the applications that may call. Default: any application of the tenant with a token for this app.')
  allowedApplications: string[]?
  @description('Optional. Whether every request needs a token. false lets requests without one through, so that API keys also work. Default: true.')
  required: bool?
}

@export()
@description('Storage endpoints for the function app and its host.')
type storageEndpoints = {
  blob: string
  queue: string
  table: string
}

@export()
@description('Tags of resources.')
type resourceTags = {
  @description('Optional. Value of the tag of that name.')
  *: string
}

@export()
@description('Hosts of agents\' secrets, by the secret\'s name.')
type hostsBySecret = {
  @description('Optional. Hosts, separated by commas.')
  *: string
}

@export()
@description('Thresholds of alerts, by the alert\'s id.')
type alertNumbers = {
  @description('Optional. Threshold.')
  *: int
}
