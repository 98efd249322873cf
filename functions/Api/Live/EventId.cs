using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace AgentSched.Api.Live;

/// <summary>
/// The id of an event: how far each agent's feed has been delivered, so that a client that sends the id of its last event gets all that
/// follows and nothing twice, from whichever process. About 14 bytes for each agent, in Base64.
/// </summary>
/// <param name="Since">When it was last looked which agents the client may see, as a feed's number: of agents that it sees only since then it has missed nothing older.</param>
/// <param name="Places">The place reached in each feed, by <see cref="KeyOf"/>.</param>
internal sealed record EventId(long Since, IReadOnlyDictionary<ulong, FeedPlace> Places)
{
    /// <summary>Most agents of one stream.</summary>
    public const int MaxAgents = 100;

    private const byte Version = 1;
    private const int CheckLength = 4;
    private const int MaxLength = 4000; // 100 agents take some 2,400

    /// <summary>Stands for an agent: a name has up to 63 characters, this has 8 bytes, and two of a hundred never meet.</summary>
    public static ulong KeyOf(string tenant, string agent) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}/{agent}")));

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
            writer.Write7BitEncodedInt64(newest - place.Value); // feeds that move together make short ids
        }

        writer.Write(Check(bytes.ToArray()));
        return Base64Url.EncodeToString(bytes.ToArray());
    }

    /// <summary>Reads an id; false where <paramref name="text"/> is not one, or was garbled on its way.</summary>
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
            var places = new Dictionary<ulong, FeedPlace>();
            while (reader.BaseStream.Position < reader.BaseStream.Length)
            {
                places.Add(reader.ReadUInt64(), new FeedPlace(newest - reader.Read7BitEncodedInt64()));
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
