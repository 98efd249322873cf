// Key Vault with the first admin's API key and the agents' secrets. The app's settings reference them, by identity.

import { resourceTags } from 'types.bicep'

@description('Required. Name of the vault, 3-24 letters, digits and hyphens.')
@minLength(3)
@maxLength(24)
param name string

@description('Required. Azure region.')
param location string

@description('Required. Tags of every resource.')
param tags resourceTags

@description('Required. Whether the vault is reachable through a private endpoint only.')
param privateNetwork bool

@description('Required. Whether the vault has purge protection. Cannot be turned off again.')
param purgeProtection bool

@description('Optional. API key of the first admin, ask_<id>_<secret>. Empty: the stored key is kept.')
@secure()
param adminKey string = ''

var adminKeySecret = 'admin-key'

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: purgeProtection ? true : null // the service rejects false
    softDeleteRetentionInDays: 7
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
    }
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
  }
}

resource storedAdminKey 'Microsoft.KeyVault/vaults/secrets@2026-05-15' = if (!empty(adminKey)) {
  parent: vault
  name: adminKeySecret
  properties: {
    value: adminKey
    contentType: 'AgentSched API key'
  }
}

output id string = vault.id
output name string = vault.name
output uri string = vault.properties.vaultUri
