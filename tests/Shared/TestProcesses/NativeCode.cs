namespace Spotnana.Webhooks.TestProcesses;

/// <summary>Builds C that tests bring along: what is put between a process and the system.</summary>
internal static class NativeCode
{
    /// <summary>A library for LD_PRELOAD.</summary>
    public static Task BuildLibraryAsync(string source, string target) =>
        BuildAsync(source, target, "-shared", "-fPIC", "-U_FORTIFY_SOURCE");

    public static Task BuildAsync(string source, string target, params string[] options) => Tool.RunOrFailAsync(
        "gcc", ["-O2", "-g", "-Wall", "-Wextra", .. options, "-o", target, source, "-ldl", "-lpthread"], AppContext.BaseDirectory);
}
