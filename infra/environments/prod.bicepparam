using '../main.bicep'

// Spread over zones, with somebody to tell, and a warning when it costs more than it should.
param environmentName = 'prod'
param location = readEnvironmentVariable('AZURE_LOCATION', 'eastus')
param adminKey = readEnvironmentVariable('AGENTSCHED_ADMIN_KEY', '')
param settings = {
  Shards: 32
}
param zoneRedundant = true
param purgeProtection = true
param logRetentionDays = 90
param logDailyCapGb = 10
param alertEmails = [readEnvironmentVariable('AGENTSCHED_ALERT_EMAIL')]
param monthlyBudget = 500
param budgetStartDate = '2026-12-01' // a new installation: the first day of its month, and then never another
param availabilityTest = true
