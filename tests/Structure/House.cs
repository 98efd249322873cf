using AgentSched.Azurite;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AgentSched.Tests.Structure;

/// <summary>
/// The sources of the app as they lie in their folders, and the arrows between them: a file names a type, or calls an extension method, that another
/// file declares. Read by the compiler's own parser and binder, so a property that is called like a type is no arrow.
/// </summary>
internal sealed class House
{
    private House(IReadOnlyList<HouseFile> files) => Files = files;

    public IReadOnlyList<HouseFile> Files { get; }

    public static House Read()
    {
        var root = Path.Combine(Checkout.Root(), "functions");
        var trees = Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .ToDictionary(path => Path.GetRelativePath(root, path).Replace('\\', '/'), path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path), StringComparer.Ordinal);
        var compilation = CSharpCompilation.Create("house", [.. trees.Values, CSharpSyntaxTree.ParseText(ImplicitUsings)], References());
        var paths = trees.ToDictionary(pair => pair.Value, pair => pair.Key);
        return new House([.. trees.Select(pair => new HouseFile(pair.Key, pair.Value.GetCompilationUnitRoot(), [.. ArrowsOf(pair.Value, compilation, paths)]))]);
    }

    /// <summary>Groups of files, or of what <paramref name="node"/> makes of them, that lead to each other; those of one member are left out.</summary>
    public IEnumerable<IReadOnlyList<string>> Circles(Func<string, string> node)
    {
        var edges = Files.SelectMany(file => file.Arrows.Select(to => (From: node(file.Path), To: node(to)))).Where(edge => edge.From != edge.To).Distinct().ToLookup(edge => edge.From, edge => edge.To, StringComparer.Ordinal);
        var reached = Files.Select(file => node(file.Path)).Distinct(StringComparer.Ordinal).ToDictionary(from => from, from => Reached(from, edges), StringComparer.Ordinal);
        return reached.Keys.Where(one => reached[one].Contains(one))
            .GroupBy(one => string.Join(' ', reached[one].Where(other => reached[other].Contains(one)).Order(StringComparer.Ordinal)), StringComparer.Ordinal)
            .Select(group => group.Order(StringComparer.Ordinal).ToList());
    }

    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private static HashSet<string> Reached(string from, ILookup<string, string> edges)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var left = new Stack<string>(edges[from]);
        while (left.TryPop(out var next))
        {
            if (reached.Add(next))
            {
                foreach (var further in edges[next])
                {
                    left.Push(further);
                }
            }
        }

        return reached;
    }

    private static IEnumerable<string> ArrowsOf(SyntaxTree tree, CSharpCompilation compilation, IReadOnlyDictionary<SyntaxTree, string> paths)
    {
        var model = compilation.GetSemanticModel(tree);
        return tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
            .Where(name => !name.Ancestors().Any(node => node is UsingDirectiveSyntax))
            .Select(name => model.GetSymbolInfo(name).Symbol switch
            {
                INamedTypeSymbol type => type.OriginalDefinition,
                { ContainingType: { TypeKind: TypeKind.Extension, ContainingType: var declares } } => declares, // a member of an extension block
                IMethodSymbol { IsExtensionMethod: true } method => method.ContainingType,
                IMethodSymbol { MethodKind: MethodKind.Constructor } method => method.ContainingType.OriginalDefinition, // an attribute
                _ => null,
            })
            .OfType<INamedTypeSymbol>()
            .Distinct(SymbolEqualityComparer.Default)
            .SelectMany(type => type!.DeclaringSyntaxReferences)
            .Where(declared => declared.SyntaxTree != tree && paths.ContainsKey(declared.SyntaxTree))
            .Select(declared => paths[declared.SyntaxTree])
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
    }

    /// <summary>What this process runs on, which is what the app is built with; the app itself is there as source.</summary>
    private static IEnumerable<MetadataReference> References() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Where(path => !Path.GetFileName(path).StartsWith("AgentSched.", StringComparison.Ordinal))
        .Select(path => MetadataReference.CreateFromFile(path));
}

/// <summary>A source file of the app.</summary>
/// <param name="Path">Below <c>functions/</c>, with slashes.</param>
/// <param name="Syntax">What it says.</param>
/// <param name="Arrows">Paths of the files that declare what it names.</param>
internal sealed record HouseFile(string Path, CompilationUnitSyntax Syntax, IReadOnlyList<string> Arrows)
{
    public string Wing => WingOf(Path);

    public string Room => RoomOf(Path);

    public int Lines => Syntax.SyntaxTree.GetText().Lines.Count - 1; // each ends with a line break

    /// <summary>Types that are not inside of another.</summary>
    public IEnumerable<BaseTypeDeclarationSyntax> Types => Syntax.DescendantNodes(node => node is not BaseTypeDeclarationSyntax).OfType<BaseTypeDeclarationSyntax>();

    /// <summary>The first folder; empty for the root.</summary>
    public static string WingOf(string path) => path.Contains('/', StringComparison.Ordinal) ? path[..path.IndexOf('/', StringComparison.Ordinal)] : string.Empty;

    /// <summary>All folders, for example <c>Engine/Claims</c>.</summary>
    public static string RoomOf(string path) => path.Contains('/', StringComparison.Ordinal) ? path[..path.LastIndexOf('/')] : string.Empty;
}
