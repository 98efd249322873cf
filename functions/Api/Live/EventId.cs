using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using AgentSched.Model.Agents;

namespace AgentSched.Api.Live;

/// <summary>
/// The id of an event: how far each agent's feed has been delivered. A client that sends its last id gets all later events and none twice, from any
/// process. About 14 bytes per agent, in Base64.
/// </summary>
/// <param name="Since">When the visible agents were last read, as a feed's sequence number. For an agent that became visible later, the client has missed nothing older.</param>
/// <param name="Places">The position reached in each feed, by <see cref="KeyOf"/>.</param>
internal sealed record EventId(long Since, IReadOnlyDictionary<ulong, StreamPosition> Places)
{
    /// <summary>Upper bound of agents in one stream.</summary>
    public const int MaxAgents = 100;

    private const byte Version = 1;
    private const int CheckLength = 4;
    private const int MaxLength = 4000; // 100 agents take about 2,400

    /// <summary>8-byte hash that stands for an agent, whose name has up to 63 characters; a collision among 100 agents is negligible.</summary>
    public static ulong KeyOf(AgentKey agent) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(agent.ToString())));

    public override string ToString()
    {
        var newest = Places.Count == 0 ? 0 : Places.Values.Max(place => place.Value);
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Version);
        writer.Write7BitEncodedInt64(Since);
        writer.Write7BitEncodedInt64(newest);
        foreach (var (key, place) in Places.OrderBy(p => p.Key))
        {
            writer.Write(key);
            writer.Write7BitEncodedInt64(newest - place.Value); // feeds with close positions make short ids
        }

        writer.Write(Check(bytes.ToArray()));
        return Base64Url.EncodeToString(bytes.ToArray());
    }

    /// <summary>Reads an id. False: <paramref name="text"/> is not an id, or its checksum does not match.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out EventId? id)
    {
        id = null;
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
        {
            return false;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length <= CheckLength || bytes[0] != Version || !Check(bytes[..^CheckLength]).AsSpan().SequenceEqual(bytes.AsSpan(^CheckLength..)))
        {
            return false;
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, 1, bytes.Length - 1 - CheckLength));
        try
        {
            var (since, newest) = (reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
            var places = new Dictionary<ulong, StreamPosition>();
            while (reader.BaseStream.Position < reader.BaseStream.Length)
            {
                places.Add(reader.ReadUInt64(), new StreamPosition(newest - reader.Read7BitEncodedInt64()));
            }

            id = new EventId(since, places);
            return since >= 0 && places.Count <= MaxAgents && places.Values.All(place => place.Value >= 0);
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    private static byte[] Check(byte[] bytes) => SHA256.HashData(bytes)[..CheckLength];
}
