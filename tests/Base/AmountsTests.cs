using System.Globalization;
using System.Text.Json;
using AgentSched.Base;

namespace AgentSched.Tests.Base;

[Trait("shows", "access-money")]
public sealed class AmountsTests
{
    [Theory] // an amount as sums leave it; as people and programs read it
    [InlineData("0.010",      "0.01")]
    [InlineData("2.00",       "2")]
    [InlineData("0",          "0")]
    [InlineData("0.000",      "0")]
    [InlineData("100",        "100")]
    [InlineData("0.000000001", "0.000000001")]
    [InlineData("99999999.990", "99999999.99")]
    public void Amounts_have_no_trailing_zeros(string amount, string expected)
    {
        var usd = decimal.Parse(amount, CultureInfo.InvariantCulture);
        Assert.Equal(usd, usd.Shortest());
        Assert.Equal(expected, usd.Shortest().ToString(CultureInfo.InvariantCulture));
        Assert.Equal($$"""{"usd":{{expected}},"none":null}""", JsonSerializer.Serialize(new { usd, none = (decimal?)null }, Json.Options));
        Assert.Equal(usd, JsonSerializer.Deserialize<decimal>(expected, Json.Options));
    }
}
