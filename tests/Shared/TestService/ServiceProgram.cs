namespace Spotnana.Webhooks.TestService;

/// <summary>The service's program: the one for .NET, or a native one.</summary>
internal static class ServiceProgram
{
    private const string Name = "Spotnana.Webhooks.Receiver";

    /// <summary>The folder of another published service to be tested instead, as FAULT_TESTS_SERVICE names it; else null.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable("FAULT_TESTS_SERVICE") is { Length: > 0 } folder ? folder : null;

    /// <summary>The program in a folder.</summary>
    public static string In(string folder) =>
        Path.Combine(folder, File.Exists(Path.Combine(folder, $"{Name}.dll")) ? $"{Name}.dll" : Name);

    /// <summary>Whether it runs by itself, without .NET.</summary>
    public static bool IsNative(string program) => !program.EndsWith(".dll", StringComparison.Ordinal);

    /// <summary>What runs it.</summary>
    public static string[] Command(string program, string dotnet = "dotnet") => IsNative(program) ? [program] : [dotnet, program];
}
