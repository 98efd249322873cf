// Deploys AgentSched into its own resource group: `az deployment sub create` or `azd up`.
// Idempotent: every name is derived from the subscription, the environment's name and the region.

targetScope = 'subscription'

import { alertNumbers, alwaysReadyGroup, entraSettings, hostsBySecret, resourceTags, schedulerSettings } from 'modules/types.bicep'

@description('Required. Name of the environment, such as dev or prod: 2-20 lower-case letters, digits and hyphens.')
@minLength(2)
@maxLength(20)
param environmentName string

@description('Required. Azure region with Flex Consumption (az functionapp list-flexconsumption-locations).')
param location string

@description('Optional. Settings of the section AgentSched. Omitted settings keep the default of the code.')
param settings schedulerSettings = {}

@description('Optional. API key of the first admin, ask_<id>_<secret>. Set it for the first deployment; leave it empty afterwards to keep the stored key.')
@secure()
param adminKey string = ''

@description('Optional. Names of agents\' secrets: letters, digits and underscores; TENANT__NAME for a tenant other than main. NAME is read from the Key Vault secret agent-NAME, with hyphens instead of underscores.')
param agentSecrets string[] = []

@description('Optional. Hosts to which each secret may be sent, by its name and separated by commas, for example { billing_bot: \'bot.example.com\' }. A secret without hosts is sent nowhere.')
#disable-next-line secure-secrets-in-params // names and hosts of secrets, no secret
param agentSecretHosts hostsBySecret = {}

@description('Optional. Object id of the principal that may write agents\' secrets to the vault. azd sets the deploying user.')
param operatorPrincipalId string = ''

@description('Optional. Principal type of the operator.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param operatorPrincipalType string = 'User'

@description('Optional. Entra ID authentication in front of the app. Off by default: callers use API keys.')
param entra entraSettings = { clientId: '' }

@description('Optional. Memory per instance, MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Optional. Maximum number of instances.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 100

@description('Optional. Always-ready instances, to avoid cold starts. One of 2 GB costs about 21 USD a month when idle (docs/deploy.md).')
param alwaysReady alwaysReadyGroup[] = []

@description('Optional. Whether plan and storage are zone-redundant.')
param zoneRedundant bool = false

@description('Optional. Whether storage and vault are reachable through a virtual network only.')
param privateNetwork bool = false

@description('Optional. Address space of the virtual network, /16 to /24.')
param networkPrefix string = '10.40.0.0/24'

@description('Optional. Whether the vault has purge protection. Cannot be turned off again.')
param purgeProtection bool = false

@description('Optional. Retention of telemetry, days.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Optional. Maximum telemetry per day, GB. -1: no limit.')
@minValue(-1)
param logDailyCapGb int = -1

@description('Optional. Whether storage logs each request to tables and queues. Expensive; use it to investigate throttling.')
param storageLogs bool = false

@description('Optional. Email addresses that receive alerts.')
param alertEmails string[] = []

@description('Optional. Thresholds that override those of alerts.json, by alert id: { A06: 200 }.')
param alertThresholds alertNumbers = {}

@description('Optional. Ids of the alerts to disable.')
param alertsDisabled string[] = []

@description('Optional. Whether an availability test calls /api/health every five minutes from five locations.')
param availabilityTest bool = false

@description('Optional. Monthly budget of the resource group, a whole number in the account\'s currency. Only warns; stops nothing. Omitted: no budget.')
@minValue(1)
param monthlyBudget int?

@description('Optional, required with monthlyBudget. First day of a month, yyyy-MM-dd; cannot be changed later.')
param budgetStartDate string = ''

@description('Optional. Tags of every resource.')
param tags resourceTags = {}

var token = toLower(uniqueString(subscription().id, environmentName, location))
var allTags = union(tags, { 'azd-env-name': environmentName })
var packageContainer = 'app-package'
var storageName = 'agsched${token}'
var vaultName = 'agsched-${token}'
var identityName = 'id-agentsched-${token}'
var insightsName = 'appi-agentsched-${token}'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-agentsched-${environmentName}'
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: identityName
    location: location
    tags: allTags
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: storageName
    location: location
    tags: allTags
    zoneRedundant: zoneRedundant
    privateNetwork: privateNetwork
    packageContainer: packageContainer
  }
}

module vault 'modules/keyvault.bicep' = {
  scope: group
  params: {
    name: vaultName
    location: location
    tags: allTags
    privateNetwork: privateNetwork
    purgeProtection: purgeProtection
    adminKey: adminKey
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: 'log-agentsched-${token}'
    insightsName: insightsName
    location: location
    tags: allTags
    retentionDays: logRetentionDays
    dailyCapGb: logDailyCapGb
    storageName: storageName
    vaultName: vaultName
    storageLogs: storageLogs
  }
  dependsOn: [storage, vault]
}

module network 'modules/network.bicep' = if (privateNetwork) {
  scope: group
  params: {
    name: 'vnet-agentsched-${token}'
    location: location
    tags: allTags
    addressPrefix: networkPrefix
    storageId: storage.outputs.id
    vaultId: vault.outputs.id
  }
}

module roles 'modules/roles.bicep' = {
  scope: group
  params: {
    identityName: identityName
    operatorPrincipalId: operatorPrincipalId
    operatorPrincipalType: operatorPrincipalType
    storageName: storageName
    vaultName: vaultName
    insightsName: insightsName
  }
  dependsOn: [identity, monitoring, storage, vault]
}

module functionApp 'modules/functionapp.bicep' = {
  scope: group
  params: {
    name: 'func-agentsched-${token}'
    planName: 'plan-agentsched-${token}'
    location: location
    tags: allTags
    serviceName: 'api'
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storage: storage.outputs.endpoints
    packageContainer: packageContainer
    insightsConnectionString: monitoring.outputs.connectionString
    vaultUri: vault.outputs.uri
    settings: settings
    agentSecrets: agentSecrets
    agentSecretHosts: agentSecretHosts
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReady: alwaysReady
    zoneRedundant: zoneRedundant
    subnetId: privateNetwork ? network!.outputs.appSubnetId : ''
    entra: entra
  }
  dependsOn: [roles] // the app needs its roles at the first start
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    location: location
    tags: allTags
    prefix: 'agentsched-${environmentName}'
    workspaceId: monitoring.outputs.workspaceId
    storageId: storage.outputs.id
    emails: alertEmails
    thresholds: alertThresholds
    disabled: alertsDisabled
  }
}

module availability 'modules/availability.bicep' = if (availabilityTest) {
  scope: group
  params: {
    location: location
    tags: allTags
    prefix: 'agentsched-${environmentName}'
    insightsId: monitoring.outputs.insightsId
    hostName: functionApp.outputs.hostName
    actionGroupId: alerts.outputs.actionGroupId
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  params: {
    location: location
    tags: allTags
    insightsId: monitoring.outputs.insightsId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module budget 'modules/budget.bicep' = if (monthlyBudget != null) {
  scope: group
  params: {
    name: 'agentsched-${environmentName}'
    amount: monthlyBudget!
    startDate: budgetStartDate
    emails: alertEmails
  }
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_KEY_VAULT_NAME string = vault.outputs.name
output AGENTSCHED_APP_NAME string = functionApp.outputs.name
output AGENTSCHED_URL string = 'https://${functionApp.outputs.hostName}/api'
output AGENTSCHED_WORKBOOK_ID string = workbook.outputs.id
