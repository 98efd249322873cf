namespace AgentSched.Base;

/// <summary>Amounts of money.</summary>
internal static class Amounts
{
    /// <summary>A division by this one leaves the value and drops trailing zeros.</summary>
    private const decimal One = 1.000000000000000000000000000000000m;

    /// <summary>The same amount without trailing zeros: sums and products keep the decimals of their parts, as in 0.50 + 0.50 = 1.00.</summary>
    public static decimal Shortest(this decimal amount) => amount / One;
}
