namespace Spotnana.Webhooks.Tests.Architecture;

public sealed class FolderArrowsTests
{
    [Fact]
    public void Two_folders_that_know_each_other_are_a_circle()
    {
        var arrows = FolderArrows.Of(
            [("A/One.cs", "namespace X.A; class One { B.Two two; }"), ("B/Two.cs", "namespace X.B; class Two { A.One one; }")]);

        Assert.Equal(["A → B → A", "B → A → B"], arrows.Circles());
    }

    [Fact]
    public void A_folder_that_knows_itself_by_way_of_others_is_a_circle()
    {
        var arrows = FolderArrows.Of([
            ("A/One.cs", "namespace X.A; class One { B.Two two; }"),
            ("B/Two.cs", "namespace X.B; class Two { C.Three three; }"),
            ("C/Three.cs", "namespace X.C; class Three { A.One one; }")]);

        Assert.Contains("A → B → C → A", arrows.Circles());
    }

    [Fact]
    public void A_folder_and_one_inside_it_are_two_folders()
    {
        var arrows = FolderArrows.Of(
            [("A/One.cs", "namespace X.A; class One { B.Two two; }"), ("A/B/Two.cs", "namespace X.A.B; class Two { One one; }")]);

        Assert.Contains("A → A/B → A", arrows.Circles());
    }

    [Fact]
    public void The_root_is_a_folder_like_any_other()
    {
        var arrows = FolderArrows.Of(
            [("One.cs", "namespace X; class One { A.Two two; }"), ("A/Two.cs", "namespace X.A; class Two { One one; }")]);

        Assert.Contains("(root) → A → (root)", arrows.Circles());
    }

    [Theory]
    [InlineData("class One { object Two() => new B.Two(); }")]
    [InlineData("class One { int Get(B.Two two) => 1; }")]
    [InlineData("class One { string Name => nameof(B.Two); }")]
    [InlineData("class One { int Constant => B.Two.Constant; }")]
    [InlineData("class One { int Call(int number) => number.Extended(); }")]
    [InlineData("/// <summary>See <see cref=\"B.Two\"/>.</summary>\nclass One;")]
    [InlineData("class One { System.Collections.Generic.List<B.Two[]> list; }")]
    public void Whatever_names_a_type_is_an_arrow(string one)
    {
        var arrows = FolderArrows.Of([
            ("A/One.cs", $"using X.B;\nnamespace X.A;\n{one}"),
            ("B/Two.cs", "namespace X.B; public class Two { public const int Constant = 1; } "
                + "public static class E { public static int Extended(this int number) => number; }"),
        ]);

        Assert.Equal(["A → B"], arrows.All.Select(arrow => $"{arrow.From} → {arrow.To}"));
    }

    [Fact]
    public void A_using_alone_is_no_arrow()
    {
        var arrows = FolderArrows.Of([("A/One.cs", "using X.B;\nnamespace X.A; class One;"), ("B/Two.cs", "namespace X.B; class Two;")]);

        Assert.Empty(arrows.All);
    }
}
