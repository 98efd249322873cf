using Azure.Data.Tables;

namespace AgentSched.Parity.Storage;

/// <summary>What the originals do otherwise, or Azurite does not enforce, is shown for the stand-ins only; the originals are version 12.</summary>
internal static class StandIn
{
    public static void Only(string why) => Assert.SkipWhen(typeof(TableClient).Assembly.GetName().Version!.Major >= 12, why);
}
