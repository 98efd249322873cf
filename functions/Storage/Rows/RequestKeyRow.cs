using System.Security.Cryptography;
using System.Text;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>The run that a request with an idempotency key created.</summary>
internal static class RequestKeyRow
{
    public static string KeyOf(AgentKey agent, RequestKey key) => Keys.RequestKey(agent, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Text))));

    public static TableEntity Write(string shard, string rowKey, RequestKey key, RunId run, DateTimeOffset now) =>
        new(shard, rowKey) { ["RunId"] = run.ToString(), ["BodyHash"] = key.BodyHash, ["At"] = now };

    public static RunId RunOf(TableEntity row) => RunId.Parse(row.Text("RunId"));

    /// <summary>Whether a request with the same key repeats the one that is stored. Rows of earlier versions have no hash and fit any body.</summary>
    public static bool IsRepeat(TableEntity row, RequestKey key) => row.GetString("BodyHash") is not { } hash || hash == key.BodyHash || hash == key.EarlierHash;
}
