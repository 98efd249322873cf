using AgentSched.Azurite;

namespace AgentSched.Tests.Infra;

/// <summary>The texts that make up the deployment, by their paths in the repository. A check reads these and answers with complaints; none: all is well.</summary>
internal sealed class Deployment
{
    private readonly IReadOnlyDictionary<string, string> _files;

    private Deployment(IReadOnlyDictionary<string, string> files) => _files = files;

    /// <summary>As it stands in the repository.</summary>
    public static Deployment Real { get; } = Read();

    /// <summary>The Bicep files without their comments, by path.</summary>
    public IEnumerable<(string Path, string Text)> Bicep =>
        from file in _files
        where file.Key.EndsWith(".bicep", StringComparison.Ordinal)
        orderby file.Key
        select (file.Key, BicepText.WithoutComments(file.Value));

    public IEnumerable<string> Paths => _files.Keys;

    public string this[string path] => _files[path];

    /// <summary>One Bicep file without its comments.</summary>
    public string BicepOf(string path) => BicepText.WithoutComments(_files[path]);

    /// <summary>All resources of all files.</summary>
    public IEnumerable<BicepResource> Resources() => Bicep.SelectMany(file => BicepText.Resources(file.Path, file.Text));

    /// <summary>A copy with a fault in it.</summary>
    /// <exception cref="InvalidOperationException">There is no place for the fault: the test would prove nothing.</exception>
    public Deployment With(string path, string old, string @new)
    {
        var text = _files[path];
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return at < 0
            ? throw new InvalidOperationException($"{path} has no \"{old}\"")
            : new Deployment(new Dictionary<string, string>(_files, StringComparer.Ordinal) { [path] = text[..at] + @new + text[(at + old.Length)..] });
    }

    private static Deployment Read()
    {
        var root = Checkout.Root();
        var infra = Directory.GetFiles(Path.Combine(root, "infra"), "*", SearchOption.AllDirectories);
        string[] others = ["azure.yaml", "host.json", ".github/workflows/deploy.yml", "docs/deploy.md", "docs/operate.md"];
        return new Deployment(infra.Concat(others.Select(file => Path.Combine(root, file)))
            .ToDictionary(file => Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal));
    }
}
