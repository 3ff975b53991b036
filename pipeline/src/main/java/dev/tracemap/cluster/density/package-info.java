/// Density-based clustering: HDBSCAN from points to labels, one step of the papers per type.
///
/// In: points, or a neighbour graph. Out: a spanning tree of mutual reachability, the dendrogram it stands for,
/// condensed trees, and the cuts through them. Invariant: the spanning tree is exact and depends on the points
/// alone; every cut of every size comes from that one tree.
///
/// Papers: Campello, Moulavi, Sander (2013) and Campello, Moulavi, Zimek, Sander (2015) for the hierarchy, excess
/// of mass and GLOSH; McInnes, Healy (2017) for the condensed tree and the spanning tree in space.
@NullMarked
package dev.tracemap.cluster.density;

import org.jspecify.annotations.NullMarked;
