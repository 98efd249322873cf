using '../main.bicep'

// Zone-redundant, with alert emails and a budget warning.
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
param budgetStartDate = '2026-12-01' // for a new installation: the first day of the current month; never change it later
param availabilityTest = true
