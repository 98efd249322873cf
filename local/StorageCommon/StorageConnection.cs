using Azure.Core.Pipeline;

namespace Azure.Storage;

/// <summary>
/// A parsed storage connection string. Known settings: <c>UseDevelopmentStorage</c> with <c>DevelopmentStorageProxyUri</c>;
/// <c>DefaultEndpointsProtocol</c>, <c>AccountName</c>, <c>AccountKey</c>, <c>EndpointSuffix</c>; <c>BlobEndpoint</c>,
/// <c>QueueEndpoint</c>, <c>TableEndpoint</c>; <c>SharedAccessSignature</c>. Names are case-insensitive.
/// </summary>
internal sealed class StorageConnection
{
    // Azurite's well-known account, published in its documentation: it protects nothing.
    private const string DevelopmentAccount = "devstoreaccount1";
    private const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly Dictionary<string, string> _settings;

    private StorageConnection(Dictionary<string, string> settings)
    {
        _settings = settings;
        if (string.Equals(Setting("UseDevelopmentStorage"), "true", StringComparison.OrdinalIgnoreCase))
        {
            UseDevelopmentStorage();
        }

        var (name, key) = (Setting("AccountName"), Setting("AccountKey"));
        Sas = Setting("SharedAccessSignature")?.TrimStart('?');
        if (key is not null)
        {
            Key = new StorageSharedKeyCredential(name ?? throw Wrong("AccountKey is given but AccountName is not"), key);
        }

        if (key is null && name is null && Explicit(StorageService.Blob) is null && Explicit(StorageService.Queue) is null && Explicit(StorageService.Table) is null)
        {
            throw Wrong("neither AccountName nor an endpoint is given");
        }

        AccountName = name ?? string.Empty;
    }

    /// <summary>Empty when the string has explicit endpoints only.</summary>
    public string AccountName { get; }

    public Uri BlobEndpoint => Endpoint(StorageService.Blob);

    public Uri QueueEndpoint => Endpoint(StorageService.Queue);

    public Uri TableEndpoint => Endpoint(StorageService.Table);

    /// <summary>Null when the string carries a SAS or nothing (anonymous).</summary>
    public StorageSharedKeyCredential? Key { get; }

    /// <summary>Without its question mark; null when the string has none. A key wins over a SAS.</summary>
    public string? Sas { get; }

    public static StorageConnection Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // Only the first '=' divides: keys and signatures contain more of them.
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw Wrong("a part is not of the form Name=Value");
            }

            if (!settings.TryAdd(part[..equals].TrimEnd(), part[(equals + 1)..].TrimStart()))
            {
                throw Wrong($"{part[..equals].TrimEnd()} is given twice");
            }
        }

        return new StorageConnection(settings);
    }

    public Uri Endpoint(StorageService service)
    {
        if (Explicit(service) is { } endpoint)
        {
            return endpoint;
        }

        if (AccountName.Length == 0)
        {
            throw Wrong($"neither {service}Endpoint nor AccountName is given");
        }

        var text = $"{Setting("DefaultEndpointsProtocol") ?? "https"}://{AccountName}.{service.ToString().ToLowerInvariant()}.{Setting("EndpointSuffix") ?? "core.windows.net"}";
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : throw Wrong("AccountName, DefaultEndpointsProtocol and EndpointSuffix do not form an address");
    }

    /// <summary>The policy that authorizes requests to the service; null when the string carries neither key nor SAS.</summary>
    public HttpPipelinePolicy? Authentication(StorageService service) =>
        Key is { } key ? new SharedKeyPolicy(key.Signer, service)
        : Sas is { Length: > 0 } sas ? new SasPolicy(sas)
        : null;

    private static FormatException Wrong(string what) =>
        new($"The storage connection string cannot be used: {what} (its values are not shown).");

    private string? Setting(string name) => _settings.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    private Uri? Explicit(StorageService service)
    {
        var name = $"{service}Endpoint";
        if (Setting(name) is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw Wrong($"{name} is not an absolute http or https address");
    }

    private void UseDevelopmentStorage()
    {
        var host = (Setting("DevelopmentStorageProxyUri") ?? "http://127.0.0.1").TrimEnd('/');
        _settings.TryAdd("AccountName", DevelopmentAccount);
        _settings.TryAdd("AccountKey", DevelopmentKey);
        var account = _settings["AccountName"];
        _settings.TryAdd("BlobEndpoint", $"{host}:10000/{account}");
        _settings.TryAdd("QueueEndpoint", $"{host}:10001/{account}");
        _settings.TryAdd("TableEndpoint", $"{host}:10002/{account}");
    }
}
