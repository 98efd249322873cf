// Log Analytics, Application Insights, and the diagnostic logs of storage and Key Vault.

import { resourceTags } from 'types.bicep'

@description('Required. Name of the Log Analytics workspace.')
param workspaceName string

@description('Required. Name of the Application Insights component.')
param insightsName string

@description('Required. Azure region.')
param location string

@description('Required. Tags of every resource.')
param tags resourceTags

@description('Required. Retention of telemetry, days.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('Required. Maximum telemetry per day, GB; telemetry beyond it is dropped. -1: no limit.')
@minValue(-1)
param dailyCapGb int

@description('Required. Name of the storage account.')
param storageName string

@description('Required. Name of the Key Vault.')
param vaultName string

@description('Required. Whether each request to tables and queues is logged: about 1 KB per request, 30 or more requests per run.')
param storageLogs bool

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: retentionDays
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
    workspaceCapping: {
      dailyQuotaGb: dailyCapGb
    }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    DisableLocalAuth: true
    WorkspaceResourceId: workspace.id
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2026-09-01' existing = {
  name: storageName

  resource tables 'tableServices' existing = {
    name: 'default'
  }

  resource queues 'queueServices' existing = {
    name: 'default'
  }
}

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' existing = {
  name: vaultName
}

var everyRequest = [
  for category in ['StorageRead', 'StorageWrite', 'StorageDelete']: {
    category: category
    enabled: true
  }
]

#disable-next-line use-recent-api-versions // the stable version, of 2016, is older and knows fewer targets
resource tableLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (storageLogs) {
  name: 'requests'
  scope: storage::tables
  properties: {
    workspaceId: workspace.id
    logs: everyRequest
  }
}

#disable-next-line use-recent-api-versions // the stable version, of 2016, is older and knows fewer targets
resource queueLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (storageLogs) {
  name: 'requests'
  scope: storage::queues
  properties: {
    workspaceId: workspace.id
    logs: everyRequest
  }
}

#disable-next-line use-recent-api-versions // the stable version, of 2016, is older and knows fewer targets
resource vaultLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: vault
  properties: {
    workspaceId: workspace.id
    logs: [
      {
        category: 'AuditEvent'
        enabled: true
      }
    ]
  }
}

output workspaceId string = workspace.id
output insightsId string = insights.id
output insightsName string = insights.name
output connectionString string = insights.properties.ConnectionString
