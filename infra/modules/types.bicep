// Shapes that main.bicep and the modules share.

@export()
@description('Settings of the section AgentSched, by the names that the app binds. What is left out keeps the default of the code; the documentation stands where it is bound (functions/**/*Options.cs).')
type schedulerSettings = {
  @description('Optional. Partitions that agents spread over, 1-100; fixed at the first start.')
  Shards: int?
  @description('Optional. Absolute http or https address under which callers and agents reach the app, without /api. Left out: the name that the platform gives.')
  PublicUrl: string?
  @description('Optional. Networks that agents may live in although they are not public: loopback, private, link-local or CIDR ranges, separated by commas.')
  AllowedAgentNetworks: string?
  @description('Optional. How far a tick looks ahead, hh:mm:ss, 0 to 10 min.')
  LookAhead: string?
  @description('Optional. How long before its due time the message of a run becomes visible, hh:mm:ss, 0 to 10 s.')
  Lead: string?
  @description('Optional. How late an occurrence may still start, d.hh:mm:ss, 10 s to 365 d.')
  CatchUpWindow: string?
  @description('Optional. When a run that nobody opened is sent again, hh:mm:ss, 1 s to 1 h.')
  ResendAfter: string?
  @description('Optional. How long runs are kept, d.hh:mm:ss, 1 d to 3,650 d.')
  RunRetention: string?
  @description('Optional. How long one stream of live events lasts before its client comes back, hh:mm:ss, 10 s to 1 h. The platform cuts any answer off at 230 s.')
  EventStreamLength: string?
  @description('Optional. Shortest time between two occurrences of a schedule, hh:mm:ss, 1 s to 1 d.')
  MinimumInterval: string?
  @description('Optional. Whether cron expressions may have a field of seconds.')
  AllowSeconds: bool?
  @description('Optional. Most schedules of one owner, 1-1,000,000.')
  MaxSchedulesPerOwner: int?
  @description('Optional. What one run may cost at most, USD; text, because it may have a fraction.')
  MaxCostUsdPerRun: string?
  @description('Optional. With Entra ID before the app: the claim that names people.')
  PrincipalNameClaim: string?
  @description('Optional. With Entra ID before the app: the app role of admins.')
  PrincipalAdminRole: string?
  @description('Optional. With Entra ID before the app: the tenant of AgentSched that these people belong to.')
  PrincipalTenant: string?
}

@export()
@description('Instances that never go away.')
type alwaysReadyGroup = {
  @description('Required. http, durable, or function:NAME for a function with any other trigger (function:RunStarter, function:DispatchTimer).')
  name: string
  @description('Required. How many, 0 or more.')
  instanceCount: int
}

@export()
@description('Entra ID before the app (App Service authentication). An empty clientId: off, callers show an API key.')
type entraSettings = {
  @description('Required. Application (client) id of the registration that stands for this app; empty: off.')
  clientId: string
  @description('Optional. The tenant that issues tokens. Left out: that of the subscription.')
  tenantId: string?
  @description('Optional. Client ids of the applications that may call. Left out: any of the tenant that gets a token for this app.')
  allowedApplications: string[]?
  @description('Optional. false lets requests without a token through, so that API keys work beside tokens. Left out: true.')
  required: bool?
}

@export()
@description('What the function app and its host need to know about storage.')
type storageEndpoints = {
  blob: string
  queue: string
  table: string
}
