// The plan, the app, its settings and its authentication.

import { alwaysReadyGroup, entraSettings, hostsBySecret, resourceTags, schedulerSettings, storageEndpoints } from 'types.bicep'

@description('Required. Name of the app, 2-60 letters, digits and hyphens; part of its host name.')
param name string

@description('Required. Name of the plan.')
param planName string

@description('Required. Azure region.')
param location string

@description('Required. Tags of every resource.')
param tags resourceTags

@description('Required. Tag value by which azd finds the app: the service name in azure.yaml.')
param serviceName string

@description('Required. Resource id of the app\'s identity.')
param identityId string

@description('Required. Client id of the app\'s identity.')
param identityClientId string

@description('Required. Endpoints of the storage account.')
param storage storageEndpoints

@description('Required. Blob container of the deployment package.')
param packageContainer string

@description('Required. Connection string of Application Insights. Not a secret: ingestion requires the identity.')
param insightsConnectionString string

@description('Required. URI of the Key Vault.')
param vaultUri string

@description('Required. Settings of the section AgentSched.')
param settings schedulerSettings

@description('Required. Names of agents\' secrets. Each becomes a setting AgentSecrets__NAME that references the Key Vault secret agent-NAME, with hyphens instead of underscores.')
param agentSecrets string[]

@description('Required. Hosts to which each secret may be sent, by its name. Each entry becomes a setting AgentSecretHosts__NAME.')
#disable-next-line secure-secrets-in-params // names and hosts of secrets, no secret
param agentSecretHosts hostsBySecret

@description('Required. Memory per instance, MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('Required. Maximum number of instances.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int

@description('Required. Always-ready instances.')
param alwaysReady alwaysReadyGroup[]

@description('Required. Whether the plan is zone-redundant.')
param zoneRedundant bool

@description('Required. Resource id of the subnet for outbound traffic; empty: none.')
param subnetId string

@description('Required. Entra ID authentication in front of the app.')
param entra entraSettings

// A function runs as long as its agent call: at most 2 h, plus time to close the run.
var longestFunction = '02:10:00'

var hostSettings = {
  AzureWebJobsStorage__blobServiceUri: storage.blob
  AzureWebJobsStorage__queueServiceUri: storage.queue
  AzureWebJobsStorage__tableServiceUri: storage.table
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AzureFunctionsJobHost__functionTimeout: longestFunction
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  AZURE_CLIENT_ID: identityClientId
  DispatchCron: '0 * * * * *'
  SweepCron: '30 * * * * *'
}

var secretSettings = {
  AgentSched__AdminKey: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/admin-key)'
}

// Tokens of both versions that the directory issues. An app that trusts no issuer accepts only API keys.
var entraTenant = entra.?tenantId ?? tenant().tenantId
var issuerSettings = empty(entra.clientId)
  ? {}
  : {
      AgentSched__PrincipalIssuers: '${environment().authentication.loginEndpoint}${entraTenant}/v2.0,https://sts.windows.net/${entraTenant}/'
      // The platform tells MCP clients which scope to ask for (protected resource metadata).
      WEBSITE_AUTH_PRM_DEFAULT_WITH_SCOPES: 'api://${entra.clientId}/user_impersonation'
    }

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': serviceName })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    clientAffinityEnabled: false
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.blob}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        alwaysReady: alwaysReady
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
      }
    }
  }

  // Password-based publishing is disabled.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: {
      allow: false
    }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }
}

resource appSettings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: union(
    hostSettings,
    secretSettings,
    issuerSettings,
    toObject(items(settings), setting => 'AgentSched__${setting.key}', setting => string(setting.value)),
    toObject(
      agentSecrets,
      secret => 'AgentSecrets__${secret}',
      secret => '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/agent-${replace(secret, '_', '-')})'
    ),
    toObject(items(agentSecretHosts), hosts => 'AgentSecretHosts__${hosts.key}', hosts => string(hosts.value))
  )
}

resource authentication 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'authsettingsV2'
  properties: {
    platform: {
      enabled: !empty(entra.clientId)
    }
    globalValidation: {
      requireAuthentication: entra.?required ?? true
      unauthenticatedClientAction: (entra.?required ?? true) ? 'Return401' : 'AllowAnonymous'
      // These authenticate by themselves: the health probe is public, callbacks and hooks have tokens. The dashboard's page has no data and leads to the sign-in.
      excludedPaths: [
        '/api/health'
        '/api/ready'
        '/api/callbacks'
        '/api/callbacks/*'
        '/api/hooks'
        '/api/hooks/*'
        '/api/ui'
        '/api/ui/*'
      ]
    }
    httpSettings: {
      requireHttps: true
    }
    identityProviders: empty(entra.clientId)
      ? {}
      : {
          azureActiveDirectory: {
            enabled: true
            registration: {
              clientId: entra.clientId
              openIdIssuer: '${environment().authentication.loginEndpoint}${entraTenant}/v2.0'
            }
            validation: {
              allowedAudiences: [entra.clientId, 'api://${entra.clientId}']
              defaultAuthorizationPolicy: {
                allowedApplications: entra.?allowedApplications ?? []
              }
            }
          }
        }
    login: {
      tokenStore: {
        enabled: false
      }
    }
  }
}

output name string = app.name
output hostName string = app.properties.defaultHostName
