namespace Spotnana.Webhooks.Benchmarks.Load.Contestants;

/// <summary>The library that makes each sync of a process take longer, as a slower disk would.</summary>
internal static class SlowSync
{
    public static async Task<string> BuildAsync(string folder)
    {
        var library = Path.Combine(folder, "slowsync.so");
        await NativeCode.BuildLibraryAsync(Path.Combine(AppContext.BaseDirectory, "Load", "Contestants", "slowsync.c"), library);
        return library;
    }
}
