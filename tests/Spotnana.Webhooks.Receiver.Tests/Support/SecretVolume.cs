using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>
/// A folder of secrets as Kubernetes mounts it: each file is a symbolic link through <c>..data</c>, itself a link to the folder of one
/// version. A new version gets a folder of its own, and <c>..data</c> is swapped by a rename.
/// </summary>
public sealed class SecretVolume : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("volume-").FullName;
    private string? _version;
    private int _versions;

    public SecretVolume(params (string Name, string Content)[] files)
    {
        Swap(files);
        foreach (var (name, _) in files)
            File.CreateSymbolicLink(PathOf(name), Path.Combine("..data", name));
    }

    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Puts a new version in the place of all files at once.</summary>
    public void Swap(params (string Name, string Content)[] files)
    {
        var version = $"..2026_{++_versions}";
        Directory.CreateDirectory(PathOf(version));
        foreach (var (name, content) in files)
            File.WriteAllText(Path.Combine(_folder, version, name), content);

        Directory.CreateSymbolicLink(PathOf("..data_tmp"), version);
        if (Rename(PathOf("..data_tmp"), PathOf("..data")) != 0)
            throw new Win32Exception();
        if (_version is not null)
            Directory.Delete(PathOf(_version), recursive: true);
        _version = version;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // File.Move does not replace a link to a folder.
    [DllImport("libc", EntryPoint = "rename", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Rename([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
}
