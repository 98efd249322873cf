using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentSched.Azurite;

/// <summary>A storage account of an emulator: name and key are derived from its number, so that persisted data can be reopened with the same key.</summary>
public sealed record AzuriteAccount
{
    /// <summary>The emulator's public key for <c>devstoreaccount1</c>: documented, the same everywhere, not a secret.</summary>
    private const string WellKnownKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private AzuriteAccount(string name, string key) => (Name, Key) = (name, key);

    /// <summary><c>devstoreaccount1</c>, <c>acct0001</c>, <c>acct0002</c>, …</summary>
    public string Name { get; }

    /// <summary>The shared key, base64.</summary>
    public string Key { get; }

    /// <summary>The account with this number, counted from 0.</summary>
    public static AzuriteAccount Numbered(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        if (number == 0)
            return new AzuriteAccount("devstoreaccount1", WellKnownKey);

        var name = string.Create(CultureInfo.InvariantCulture, $"acct{number:D4}");
        return new AzuriteAccount(name, Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(name))));
    }

    /// <summary>The connection string of this account at these endpoints (given without an account name).</summary>
    public string ConnectionString(Uri blob, Uri queue, Uri table) =>
        $"DefaultEndpointsProtocol=http;AccountName={Name};AccountKey={Key};" +
        $"BlobEndpoint={new Uri(blob, Name)};QueueEndpoint={new Uri(queue, Name)};TableEndpoint={new Uri(table, Name)};";
}
