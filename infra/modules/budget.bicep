// Warns when the monthly cost of the resource group exceeds a budget. Alert A06 covers the cost of agents.

@description('Required. Name of the budget.')
param name string

@description('Required. Amount per month, a whole number in the account\'s currency.')
@minValue(1)
param amount int

@description('Required. First day of the month in which the budget starts, yyyy-MM-dd. Cannot be changed later.')
param startDate string

@description('Required. Email addresses that receive the warnings, 1-50.')
@minLength(1)
param emails string[]

resource budget 'Microsoft.Consumption/budgets@2026-06-01' = {
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
