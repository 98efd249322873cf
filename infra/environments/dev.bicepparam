using '../main.bicep'

// For experiments: small, cheap, short retention.
param environmentName = 'dev'
param location = readEnvironmentVariable('AZURE_LOCATION', 'eastus')
param adminKey = readEnvironmentVariable('AGENTSCHED_ADMIN_KEY', '')
param settings = {
  Shards: 4
  MinimumInterval: '00:01:00'
  RunRetention: '14.00:00:00'
}
param maximumInstanceCount = 40
param logDailyCapGb = 1
