namespace Spotnana.Webhooks.Sqlite.Files;

/// <summary>
/// The place that a path names once every link in it is followed, of folders and of the file itself. SQLite's log and the lock lie beside
/// that place: whoever comes by another name must find the same ones.
/// </summary>
internal static class ResolvedPath
{
    private const int MostLinks = 40;

    /// <param name="path">A path; a relative one counts from the working directory. What it names need not be there.</param>
    /// <exception cref="IOException">The links lead round in a circle.</exception>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var place = Path.GetPathRoot(full)!;
        var rest = new Stack<string>(Parts(full[place.Length..]));
        for (var links = 0; rest.TryPop(out var part);)
        {
            if (part == "..")
            {
                place = Path.GetDirectoryName(place) ?? place;
            }
            else if (new FileInfo(Path.Combine(place, part)).LinkTarget is not { } target)
            {
                place = Path.Combine(place, part);
            }
            else if (++links > MostLinks)
            {
                throw new IOException("Too many links");
            }
            else
            {
                if (Path.IsPathRooted(target))
                    (place, target) = (Path.GetPathRoot(target)!, target[Path.GetPathRoot(target)!.Length..]);
                foreach (var step in Parts(target))
                    rest.Push(step);
            }
        }

        return place;
    }

    /// <summary>The steps of a path, the last first.</summary>
    private static IEnumerable<string> Parts(string path) => path
        .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
        .Where(part => part != ".").Reverse();
}
