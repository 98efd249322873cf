// A warning when the resource group costs more a month than it should. What agents cost is another matter: alert A06.

@description('Required. Name of the budget.')
param name string

@description('Required. USD (or the currency of the account) a month, whole.')
@minValue(1)
param amount int

@description('Required. First day of the month that the budget counts from, yyyy-MM-dd. Kept the same ever after: it cannot be changed.')
param startDate string

@description('Required. Who is told, 1-50 addresses.')
@minLength(1)
param emails string[]

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: {
      startDate: startDate
    }
    notifications: {
      spent80: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: emails
      }
      expected100: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: emails
      }
    }
  }
}
